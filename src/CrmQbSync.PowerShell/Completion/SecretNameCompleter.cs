using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Completion;

/// <summary>Completes -Name with the names in the secret store.</summary>
public sealed class SecretNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var folder = LocalCompletion.CurrentFolder();
        return LocalCompletion.Offer(async token =>
        {
            var engine = new Engine();
            var vault = LocalCompletion.ProfileOf(fakeBoundParameters, folder, engine.Profiles)?.SecretVault;
            var secrets = await engine.SecretsOf(vault).ListAsync(token).ConfigureAwait(false);
            return secrets.Select(secret => LocalCompletion.Match(secret.Name, wordToComplete)).OfType<CompletionResult>().ToList();
        });
    }
}
