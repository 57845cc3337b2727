using System.Management.Automation;
using CrmQbSync.Completion;

namespace CrmQbSync.Cmdlets;

/// <summary>Lists the secrets: names and dates, never values.</summary>
[Cmdlet(VerbsCommon.Get, "ContactSyncSecret")]
[OutputType(typeof(SecretInfo))]
public sealed class GetContactSyncSecretCommand : SecretCmdlet
{
    /// <summary>Only secrets of these names; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var patterns = Name?.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToList();
        Run(async (output, token) =>
        {
            foreach (var secret in await Secrets.ListAsync(token).ConfigureAwait(false))
            {
                if (patterns is null || patterns.Any(pattern => pattern.IsMatch(secret.Name)))
                    output.Write(secret);
            }
        });
    }
}
