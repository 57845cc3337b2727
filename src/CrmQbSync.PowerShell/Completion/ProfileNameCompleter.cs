using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Completion;

/// <summary>Completes -Profile with the names of the profiles in the current folder and under CRMQBSYNC_HOME.</summary>
public sealed class ProfileNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var folder = LocalCompletion.CurrentFolder();
        if (folder is null)
            return [];
        return LocalCompletion.Offer(_ => Task.FromResult(
            new Engine().Profiles.List(folder)
                .Select(path => LocalCompletion.Match(Path.GetFileNameWithoutExtension(path), wordToComplete, path))
                .OfType<CompletionResult>()
                .ToList()));
    }
}
