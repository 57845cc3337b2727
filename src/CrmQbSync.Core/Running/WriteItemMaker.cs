using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Makes the writes of planned pairs. Several threads may do so at once.</summary>
internal sealed class WriteItemMaker(PreparedRun run, Func<string> newToken, long syncId)
{
    private readonly ChangeDescriber _describer = run.Describer;

    /// <summary>The writes of some pairs.</summary>
    public List<WriteItem> Make(ReadOnlySpan<PlannedPair> pairs)
    {
        var items = new List<WriteItem>(pairs.Length);
        foreach (var pair in pairs)
        {
            var work = new PairWork(pair);
            var before = items.Count;
            items.AddRange(Make(work));
            work.Open = items.Count - before;
        }
        return items;
    }

    /// <summary>The writes of a pair, one a side at most.</summary>
    public IEnumerable<WriteItem> Make(PairWork work)
    {
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (work.Pair.Writes(side))
                yield return Make(work, side);
        }
    }

    private WriteItem Make(PairWork work, Side side)
    {
        var pair = work.Pair;
        var change = pair.Kind is PairKind.Create or PairKind.Delete
            ? _describer.Describe(pair).Single()
            : _describer.DescribeUpdate(pair, side);
        var record = pair.Kind == PairKind.Create ? null : work.On(side);
        var request = new WriteRequest
        {
            Kind = change.Action switch
            {
                ChangeAction.Create => WriteKind.Create,
                ChangeAction.Delete => WriteKind.Delete,
                _ => WriteKind.Update,
            },
            Token = newToken(),
            Id = record?.Id,
            Version = record?.Version,
            Expected = record?.Values ?? default,
            Fields = pair.Kind == PairKind.Delete ? [] : WritesOf(change),
            Name = pair.New?.Name,
        };
        return new WriteItem(work, side, request, IntentOf(pair, side, change, request), change);
    }

    /// <summary>What a change writes, in stored form.</summary>
    public IReadOnlyList<FieldWrite> WritesOf(ContactChange change) => change.Fields.OfNewRecord is { } taken
        ? new NewRecordWrites(taken)
        : [.. change.Fields
            .Where(field => field.Target != ChangeTarget.None)
            .Select(field => new FieldWrite(run.Fields[run.Fields.IndexOf(field.Field)], field.NewValue))];

    private Intent IntentOf(PlannedPair pair, Side side, ContactChange change, WriteRequest request) => new()
    {
        Token = request.Token,
        SyncId = syncId,
        Target = side,
        Action = change.Action,
        CrmId = change.CrmId,
        QbId = change.QbId,
        Key = pair.Key,
        Name = change.Name,
        Fields = change.Fields,
        MadeUpLastName = pair.New?.MadeUpLastName ?? (pair.Kind == PairKind.Create ? pair.Link?.MadeUpLastName : null),
    };
}
