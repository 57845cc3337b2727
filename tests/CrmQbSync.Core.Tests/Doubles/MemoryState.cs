using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.Doubles;

/// <summary>All that a profile's state holds. Immutable: a transaction makes a new one, or fails and leaves the old.</summary>
public sealed record MemoryState
{
    public StateHeader Header { get; init; } = StateHeader.Empty;

    /// <summary>Links by number, each with the layout that its values are packed by.</summary>
    public ImmutableSortedDictionary<long, (LinkMemory Link, FieldLayout Layout)> Links { get; init; } =
        ImmutableSortedDictionary<long, (LinkMemory Link, FieldLayout Layout)>.Empty;

    public ImmutableSortedDictionary<(Side Side, string Id), (RecordMemory Record, FieldLayout Layout)> Records { get; init; } =
        ImmutableSortedDictionary<(Side Side, string Id), (RecordMemory Record, FieldLayout Layout)>.Empty;

    public ImmutableList<Intent> Intents { get; init; } = [];

    public ImmutableSortedDictionary<long, SyncRun> Runs { get; init; } = ImmutableSortedDictionary<long, SyncRun>.Empty;

    public ImmutableList<SyncEntry> Entries { get; init; } = [];

    public long LastLinkId { get; init; }

    public long LastSyncId { get; init; }

    /// <summary>The state after a transaction.</summary>
    public MemoryState After(StateChanges changes)
    {
        var links = Links.ToBuilder();
        links.RemoveRange(changes.RemovedLinks);
        var lastLinkId = LastLinkId;
        foreach (var link in changes.Links)
        {
            var number = link.LinkId == 0 ? ++lastLinkId : link.LinkId;
            links[number] = (link with { LinkId = number }, changes.Layout!);
        }
        return this with
        {
            Header = changes.Header ?? Header,
            Links = links.ToImmutable(),
            LastLinkId = lastLinkId,
            Records = Records.RemoveRange(changes.RemovedRecords)
                .SetItems(changes.Records.Select(record => KeyValuePair.Create((record.Side, record.Id), (record, changes.Layout!)))),
            Intents = Intents.AddRange(changes.Intents).RemoveAll(intent => changes.SettledIntents.Contains(intent.Token)),
            Runs = Runs.SetItems(changes.OtherRuns.Append(changes.Run).OfType<SyncRun>().Select(run => KeyValuePair.Create(run.SyncId, run))),
            Entries = Entries.RemoveAll(entry => entry.SyncId == changes.ReplacedEntriesOf).AddRange(changes.Entries),
        };
    }

    /// <summary>The state after a run began.</summary>
    public MemoryState Beginning(SyncRun run, int keepDays)
    {
        var oldest = run.StartedAt.AddDays(-keepDays);
        var forgotten = Runs.Values.Where(other => other.StartedAt < oldest).Select(other => other.SyncId).ToHashSet();
        return this with
        {
            LastSyncId = run.SyncId,
            Runs = Runs.RemoveRange(forgotten)
                .SetItems(Runs.Values
                    .Where(other => other.Status == RunStatus.Running && !forgotten.Contains(other.SyncId))
                    .Select(other => KeyValuePair.Create(other.SyncId, other with { Status = RunStatus.Interrupted })))
                .SetItem(run.SyncId, run),
            Entries = Entries.RemoveAll(entry => forgotten.Contains(entry.SyncId)),
        };
    }

    /// <summary>What is wrong with changes, seen from this state; none if they are proper.</summary>
    public IEnumerable<string> Faults(StateChanges changes)
    {
        if (changes.Layout is null && changes.Links.Count + changes.Records.Count > 0)
            yield return "values without a layout";
        foreach (var link in changes.Links.Where(link => link.LinkId != 0 && !Links.ContainsKey(link.LinkId)))
            yield return $"link {link.LinkId} is not there";
        foreach (var token in changes.Intents.Select(intent => intent.Token).Concat(Intents.Select(intent => intent.Token)).GroupBy(token => token).Where(group => group.Count() > 1))
            yield return $"intent {token.Key} twice";
        foreach (var entry in changes.Entries.Where(entry => !Runs.ContainsKey(entry.SyncId)))
            yield return $"an entry of run {entry.SyncId}, which is not there";
        foreach (var run in changes.OtherRuns.Append(changes.Run).OfType<SyncRun>().Where(run => !Runs.ContainsKey(run.SyncId)))
            yield return $"run {run.SyncId} never began";
    }

    /// <summary>What is wrong with this state as a whole; none if it can be.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            foreach (var group in Links.Values.GroupBy(link => link.Link.IdOn(side)).Where(group => group.Count() > 1))
                yield return $"{group.Key} is in {group.Count()} links";
            foreach (var link in Links.Values.Where(link => link.Link.State == LinkState.Live && Records.ContainsKey((side, link.Link.IdOn(side)))))
                yield return $"{link.Link.IdOn(side)} is linked and unlinked";
        }
    }
}
