using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CrmQbSync.Contacts;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Completion;

/// <summary>Completes -Field with the fields that the profile maps, or with the canonical ones where it names none yet.</summary>
public sealed class FieldNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var folder = LocalCompletion.CurrentFolder();
        var mapped = LocalCompletion.Offer(_ => Task.FromResult(
            Matches(LocalCompletion.ProfileOf(fakeBoundParameters, folder, new Engine().Profiles)?.Rules.Select(rule => rule.Field.Name) ?? [], wordToComplete)));
        return mapped.Count > 0 ? mapped : Matches(CanonicalFields.All.Select(field => field.Name), wordToComplete);
    }

    private static List<CompletionResult> Matches(IEnumerable<string> names, string typed) =>
        [.. names.Select(name => LocalCompletion.Match(name, typed)).OfType<CompletionResult>()];
}
