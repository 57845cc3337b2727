using System.Management.Automation;
using CrmQbSync.Running;

namespace CrmQbSync.Cmdlets;

/// <summary>Forgets links; the next run merges the two records again by e-mail, without base.</summary>
[Cmdlet(VerbsCommon.Remove, "ContactLink", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ContactLink))]
public sealed class RemoveContactLinkCommand : LinkSelectionCmdlet
{
    /// <summary>Give the links that were forgotten.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        if (!IsSelective)
        {
            Try(() => throw new SyncException(
                SyncErrorId.InputInvalid,
                $"Which links of the profile '{profile.Path}' are to be forgotten was not said.",
                "Give -Email, -CrmId or -QbId, or pipe links in: Get-ContactLink without these shows them all.")
            { Subject = profile.Path });
        }
        var selection = Selection();
        if (selection.IsEmpty)
        {
            WarnNothingSelected("no link was forgotten");
            return;
        }
        // A piped link names both its records, and means the one link between them.
        var isPair = MyInvocation.ExpectingInput && selection is { Emails.Count: 0, CrmIds.Count: 1, QbIds.Count: 1 };
        Run(async (output, token) =>
        {
            var links = new List<ContactLink>();
            await foreach (var link in Sync.GetLinksAsync(profile, selection, token).WithCancellation(token).ConfigureAwait(false))
            {
                if (!isPair || (selection.CrmIds.Contains(link.CrmId!) && selection.QbIds.Contains(link.QbId!)))
                    links.Add(link);
            }
            if (links.Count == 0)
                output.Warning($"No link of the profile {profile.Name} has {Words(selection)}, so no link was forgotten.");
            foreach (var link in links)
                await RemoveAsync(profile, link, output, token).ConfigureAwait(false);
        });
    }

    private static string Words(RecordSelection selection) => string.Join(
        ", ", selection.Emails.Concat(selection.CrmIds.Select(id => $"contact {id}")).Concat(selection.QbIds.Select(id => $"customer {id}")));

    private async Task RemoveAsync(SyncProfile profile, ContactLink link, Pipeline.CmdletOutput output, CancellationToken cancellationToken)
    {
        var what = $"the link of contact {link.CrmId} and customer {link.QbId} ({link.Email}) of the profile {profile.Name}";
        if (!output.ShouldProcess($"Forgetting {what}", $"Forget {what}?", "Forget a link"))
            return;
        await Sync.RemoveLinkAsync(profile, link, cancellationToken).ConfigureAwait(false);
        if (PassThru)
            output.Write(link);
    }
}
