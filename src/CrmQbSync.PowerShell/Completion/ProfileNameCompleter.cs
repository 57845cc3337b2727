using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Completion;

/// <summary>Completes -Profile with the names of the profiles in the current folder and under CRMQBSYNC_HOME; what begins as a path, with files.</summary>
public sealed class ProfileNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (LooksLikePath(wordToComplete))
            return CompletionCompleters.CompleteFilename(wordToComplete).Where(IsFolderOrProfile).Select(Literal);
        var folder = LocalCompletion.CurrentFolder();
        if (folder is null)
            return [];
        return LocalCompletion.Offer(_ => Task.FromResult(
            new Engine().Profiles.List(folder)
                .Select(path => LocalCompletion.Match(Path.GetFileNameWithoutExtension(path), wordToComplete, path))
                .OfType<CompletionResult>()
                .ToList()));
    }

    private static bool LooksLikePath(string typed) =>
        typed.AsSpan().Trim("'\"") is var start && (start.IndexOfAny('/', '\\') >= 0 || start.StartsWith("~") || start.StartsWith("."));

    // -Profile takes no wildcards: what PowerShell escapes as one is a plain sign here.
    private static CompletionResult Literal(CompletionResult file) =>
        new(WildcardPattern.Unescape(file.CompletionText), file.ListItemText, file.ResultType, file.ToolTip);

    private static bool IsFolderOrProfile(CompletionResult file) =>
        file.ResultType == CompletionResultType.ProviderContainer
        || file.ListItemText.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
        || file.ListItemText.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
