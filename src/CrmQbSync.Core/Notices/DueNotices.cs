using System.Collections.Immutable;
using CrmQbSync.Profiles;

namespace CrmQbSync.Notices;

/// <summary>
/// What people are told of a run on one way: an event when it begins, when something new comes to it, once a day while it lasts, and when it is over.
/// A schedule of minutes would else tell the same all day long, until nobody reads it any more.
/// </summary>
internal sealed class DueNotices
{
    // Less than a day by so much that a run a day is late by some minutes and its reminder is not.
    private static readonly TimeSpan s_reminder = TimeSpan.FromHours(23);

    private readonly ImmutableSortedDictionary<NotifyEvent, ToldEvent> _known;
    private readonly SortedDictionary<NotifyEvent, ToldEvent?> _unsent = [];
    private readonly SortedDictionary<NotifyEvent, ToldEvent?> _sent = [];
    private readonly SortedDictionary<NotifyEvent, Telling> _tellings = [];

    /// <summary>Finds what is due.</summary>
    /// <param name="on">What people want to be told of.</param>
    /// <param name="known">What they were told of on this way.</param>
    /// <param name="events">What there is to tell.</param>
    /// <param name="ended">The run.</param>
    /// <param name="now">The time.</param>
    public DueNotices(
        IEnumerable<NotifyEvent> on, ImmutableSortedDictionary<NotifyEvent, ToldEvent> known, RunEvents events, EndedRun ended, DateTimeOffset now)
    {
        _known = known;
        foreach (var told in on.Where(told => told != NotifyEvent.Always))
        {
            var before = known.GetValueOrDefault(told);
            if (events.MarksOf(told) is { } marks)
                Add(told, before, marks, ended, now);
            else if (before is not null && events.ShowsOver(told))
                Add(told, Telling.Over, before, null);
            else if (before is not null)
                _sent[told] = _unsent[told] = before;
        }
    }

    /// <summary>What is due, and why.</summary>
    public IReadOnlyDictionary<NotifyEvent, Telling> Tellings => _tellings;

    /// <summary>What people know of an event; null if they do not know of it.</summary>
    public ToldEvent? Known(NotifyEvent told) => _known.GetValueOrDefault(told);

    /// <summary>What people know afterwards. What did not get through is due again after the next run.</summary>
    public ImmutableSortedDictionary<NotifyEvent, ToldEvent> After(bool isSent) =>
        (isSent ? _sent : _unsent).Where(pair => pair.Value is not null).ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!);

    private void Add(NotifyEvent told, ToldEvent? before, ImmutableHashSet<string> marks, EndedRun ended, DateTimeOffset now)
    {
        // A run over some of the records knows nothing of the others; they are still what they were.
        var all = ended.IsWhole || before is null ? marks : marks.Union(before.Marks);
        ImmutableArray<string> sorted = [.. all.Order(StringComparer.Ordinal)];
        if (before is null)
            Add(told, Telling.Begun, null, new ToldEvent(ended.Run.SyncId, ended.Run.StartedAt, now, sorted));
        else if (!marks.IsSubsetOf(before.Marks))
            Add(told, Telling.Changed, before, before with { ToldAt = now, Marks = sorted });
        else if (now - before.ToldAt >= s_reminder)
            Add(told, Telling.Reminder, before, before with { ToldAt = now, Marks = sorted });
        else
            _sent[told] = _unsent[told] = before with { Marks = sorted };
    }

    private void Add(NotifyEvent told, Telling telling, ToldEvent? before, ToldEvent? after)
    {
        _tellings[told] = telling;
        (_unsent[told], _sent[told]) = (before, after);
    }
}
