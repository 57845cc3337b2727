using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using CrmQbSync.Pipeline;
using CrmQbSync.State;

namespace CrmQbSync.Completion;

/// <summary>Completes -SyncId with the newest runs of the profile.</summary>
public sealed class SyncIdCompleter : IArgumentCompleter
{
    private const int Newest = 50;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var folder = LocalCompletion.CurrentFolder();
        return LocalCompletion.Offer(async token =>
        {
            var engine = new Engine();
            var results = new List<CompletionResult>();
            if (LocalCompletion.ProfileOf(fakeBoundParameters, folder, engine.Profiles) is not { } profile)
                return results;
            await foreach (var run in engine.Sync.GetHistoryAsync(profile, new RunQuery { Last = Newest }, token).ConfigureAwait(false))
            {
                var tip = string.Create(CultureInfo.InvariantCulture, $"{run.StartedAt.LocalDateTime:yyyy-MM-dd HH:mm:ss} {run.Mode} {run.Status}");
                if (LocalCompletion.Match(run.SyncId.ToString(CultureInfo.InvariantCulture), wordToComplete, tip) is { } match)
                    results.Add(match);
            }
            return results;
        });
    }
}
