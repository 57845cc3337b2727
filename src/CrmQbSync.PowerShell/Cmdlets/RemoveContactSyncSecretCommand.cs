using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Cmdlets;

/// <summary>Removes secrets.</summary>
[Cmdlet(VerbsCommon.Remove, "ContactSyncSecret", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveContactSyncSecretCommand : SecretCmdlet
{
    /// <summary>The secrets' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(async (output, token) =>
    {
        foreach (var name in Name!)
        {
            if (!output.ShouldProcess($"Removing the secret '{name}' from {Secrets.Name}", $"Remove the secret '{name}' from {Secrets.Name}?", "Remove a secret"))
                continue;
            if (await Secrets.RemoveAsync(name, token).ConfigureAwait(false))
                continue;
            output.Error(ErrorRecords.Of(
                new SyncException(SyncErrorId.SecretMissing, $"There is no secret '{name}' in {Secrets.Name}.", "Get-ContactSyncSecret lists those that there are.") { Subject = name }));
        }
    });
}
