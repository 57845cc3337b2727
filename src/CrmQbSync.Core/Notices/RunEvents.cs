using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using CrmQbSync.Profiles;
using CrmQbSync.State;

namespace CrmQbSync.Notices;

/// <summary>What there is to tell of a run, and what it shows to be over.</summary>
internal sealed class RunEvents
{
    /// <summary>With more records than this no single one is a change.</summary>
    private const int MostMarks = 1000;

    private const string Many = "many";

    private readonly EndedRun _ended;
    private readonly Dictionary<NotifyEvent, ImmutableHashSet<string>> _marks = [];
    private readonly List<(SyncEntry Entry, string Mark)> _entries = [];

    private RunEvents(EndedRun ended, IReadOnlyDictionary<Side, string>? signInEnds)
    {
        _ended = ended;
        SignInEnds = signInEnds;
    }

    /// <summary>A sentence for each sign-in that ends soon; null if that could not be found out.</summary>
    public IReadOnlyDictionary<Side, string>? SignInEnds { get; }

    /// <summary>Reads what there is to tell.</summary>
    /// <param name="ended">The run.</param>
    /// <param name="signInEnds">A sentence for each sign-in that ends soon; null if that could not be found out.</param>
    /// <param name="history">Where the run's entries are.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<RunEvents> ReadAsync(
        EndedRun ended, IReadOnlyDictionary<Side, string>? signInEnds, IStateReader history, CancellationToken cancellationToken)
    {
        var events = new RunEvents(ended, signInEnds);
        var query = new EntryQuery { SyncId = ended.Run.SyncId, Statuses = [EntryStatus.Failed, EntryStatus.Conflict] };
        await foreach (var entry in history.ReadEntriesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            events._entries.Add((entry, MarkOf(entry)));
            if (events._entries.Count > MostMarks)
                break;
        }
        events.Find();
        return events;
    }

    /// <summary>What an event consists of; null if it is none of this run's.</summary>
    public ImmutableHashSet<string>? MarksOf(NotifyEvent told) => _marks.GetValueOrDefault(told);

    /// <summary>Whether the run shows that an event is over.</summary>
    public bool ShowsOver(NotifyEvent told)
    {
        var wentThrough = _ended.IsWhole && _ended.Run.Status is RunStatus.Succeeded or RunStatus.CompletedWithErrors;
        return told switch
        {
            NotifyEvent.SignInExpiring => SignInEnds is { Count: 0 },
            NotifyEvent.Failure => _ended.IsWhole && _ended.Run.Status == RunStatus.Succeeded,
            _ => wentThrough && !_marks.ContainsKey(told),
        };
    }

    /// <summary>The first of the records that failed or wait, those before the others that people do not know of yet.</summary>
    public ImmutableArray<SyncEntry> FirstEntries(int most, IEnumerable<ToldEvent> known)
    {
        var marks = known.SelectMany(told => told.Marks).ToHashSet(StringComparer.Ordinal);
        return [.. _entries.OrderBy(pair => marks.Contains(pair.Mark)).Take(most).Select(pair => pair.Entry)];
    }

    private void Find()
    {
        var run = _ended.Run;
        if (run.Status == RunStatus.Failed)
            _marks[NotifyEvent.Failure] = [$"run {_ended.Error?.Id}"];
        else if (run.Failed > 0)
            _marks[NotifyEvent.Failure] = MarksOf(EntryStatus.Failed);
        if (run.Status == RunStatus.Blocked)
            _marks[NotifyEvent.Blocked] = ["run"];
        if (run.Conflicts > 0)
            _marks[NotifyEvent.Conflict] = MarksOf(EntryStatus.Conflict);
        if (SignInEnds is { Count: > 0 } ends)
            _marks[NotifyEvent.SignInExpiring] = [.. ends.Keys.Select(side => side.ToString())];
    }

    private ImmutableHashSet<string> MarksOf(EntryStatus status) =>
        _entries.Count > MostMarks ? [Many] : [.. _entries.Where(pair => pair.Entry.Status == status).Select(pair => pair.Mark)];

    /// <summary>What tells one trouble from another: whose it is and what it is, in few letters.</summary>
    private static string MarkOf(SyncEntry entry)
    {
        var who = entry.CrmId is null && entry.QbId is null && entry.Email is null ? entry.Message : $"{entry.CrmId}\n{entry.QbId}\n{entry.Email}";
        var what = entry.Status == EntryStatus.Conflict ? string.Join(',', entry.Fields.Select(change => change.Field)) : entry.ErrorCode;
        return Convert.ToHexString(XxHash64.Hash(Encoding.UTF8.GetBytes($"{entry.Status}\n{who}\n{what}")));
    }
}
