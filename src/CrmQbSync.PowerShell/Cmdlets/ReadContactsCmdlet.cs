using System.Management.Automation;
using CrmQbSync.Pipeline;
using CrmQbSync.Running;
using CrmQbSync.Selection;

namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet that streams the records of one side.</summary>
public abstract class ReadContactsCmdlet : PipedProfileCmdlet
{
    /// <summary>Only the records with these ids.</summary>
    [Parameter]
    public string[]? Id { get; set; }

    /// <summary>Only the records with these addresses, in any spelling.</summary>
    [Parameter]
    public string[]? Email { get; set; }

    /// <summary>Only records modified at or after this time.</summary>
    [Parameter]
    [InvariantTime]
    public DateTimeOffset? ModifiedSince { get; set; }

    /// <summary>Only deleted records, as far as the connection can tell of them.</summary>
    [Parameter]
    public SwitchParameter Deleted { get; set; }

    /// <summary>Streams the records that the parameters ask for.</summary>
    private protected void Read(Side side, bool includeInactive)
    {
        var profile = ReadProfile(Profile);
        var filter = new ContactFilter
        {
            Ids = IsGiven(nameof(Id)) ? Texts.Filled(Id) : null,
            Emails = IsGiven(nameof(Email)) ? Texts.Filled(Email) : null,
            ModifiedSince = ModifiedSince,
            Deleted = Deleted,
            IncludeInactive = includeInactive,
        };
        if (filter is { Ids.Count: 0 } or { Emails.Count: 0 })
        {
            WarnNothingSelected("nothing was read");
            return;
        }
        Run(async (output, token) =>
        {
            var observer = Observe(output, $"Reading {(side == Side.Crm ? "contacts" : "customers")} of {profile.Name}");
            var count = 0L;
            await foreach (var contact in Sync.ReadContactsAsync(profile, side, filter, (code, message) => Report(output, profile, code, message), token)
                .WithCancellation(token).ConfigureAwait(false))
            {
                output.Write(contact);
                observer.Progress("Records", ++count, null);
            }
            observer.Complete();
        });
    }

    private static void Report(CmdletOutput output, SyncProfile profile, string code, string message) =>
        output.Error(ErrorRecords.Of(
            new SyncException(SyncErrorId.RecordFailed, $"{code}: {message}", "Correct the record where it is kept.") { Subject = profile.Path }));
}
