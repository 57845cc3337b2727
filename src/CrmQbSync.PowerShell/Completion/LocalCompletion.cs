using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CrmQbSync.Pipeline;
using CrmQbSync.Profiles;

namespace CrmQbSync.Completion;

/// <summary>
/// Completion from local data. It may never get in the way of typing: it takes as long as a person does not notice, and whatever goes wrong
/// (no such profile, an unreadable state) shows when the command is run; here it just means that there is nothing to offer.
/// </summary>
internal static class LocalCompletion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What a source offers within the time that there is.</summary>
    public static IReadOnlyList<CompletionResult> Offer(Func<CancellationToken, Task<List<CompletionResult>>> source)
    {
        using var time = new CancellationTokenSource(Patience);
        var work = Task.Run(() => source(time.Token), time.Token);
        ((IAsyncResult)work).AsyncWaitHandle.WaitOne(Patience);
        return work.IsCompletedSuccessfully ? work.GetAwaiter().GetResult() : [];
    }

    /// <summary>A value to be offered if it begins with what was typed; quoted where PowerShell needs it.</summary>
    public static CompletionResult? Match(string value, string? typed, string? tip = null)
    {
        var start = typed?.Trim('\'', '"') ?? "";
        if (!value.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            return null;
        var needsQuotes = value.Length == 0 || value.Any(character => !char.IsLetterOrDigit(character) && !"._-/\\:+".Contains(character, StringComparison.Ordinal));
        var text = needsQuotes ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'" : value;
        return new CompletionResult(text, value, CompletionResultType.ParameterValue, tip ?? value);
    }

    /// <summary>PowerShell's current folder; null where it cannot be told.</summary>
    public static string? CurrentFolder()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var answer = shell.AddScript("$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath").Invoke<string>();
        return answer.Count == 1 ? answer[0] : null;
    }

    /// <summary>The profile that the command line names so far; null if it names none that can be read.</summary>
    public static SyncProfile? ProfileOf(IDictionary bound, string? folder, IProfileStore store)
    {
        var argument = bound["Profile"];
        if (argument is null || folder is null)
            return null;
        var name = (argument is PSObject { BaseObject: var inner } ? inner : argument) switch
        {
            string text => text,
            var other => new ProfileArgument(other).NameOrPath!,
        };
        return store.Read(store.Find(name, folder));
    }
}
