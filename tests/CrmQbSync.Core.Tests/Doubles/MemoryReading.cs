using System.Globalization;
using System.Runtime.CompilerServices;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Doubles;

/// <summary>One reading of a <see cref="MemorySide"/>, as it stood when the reading began.</summary>
internal sealed class MemoryReading : ISideReading
{
    private readonly MemorySide _side;
    private readonly FieldSet _fields;
    private readonly Func<CancellationToken, Task> _answer;
    private readonly MemoryRecord[] _records;
    private long _mark;

    public MemoryReading(MemorySide side, FieldSet fields, long? since, Func<CancellationToken, Task> answer)
    {
        _side = side;
        _fields = fields;
        _answer = answer;
        Start = _mark = side.Counter;
        IsFull = since is null;
        _records = [.. side.Records
            .Where(record => since is null ? !record.Deleted || side.Shape.KeepsDeleted : record.ChangedAt > since)
            .OrderBy(record => Shuffle(record.Id, side.Shape.OrderSeed))
            .ThenBy(record => record.Id, StringComparer.Ordinal)];
    }

    /// <summary>The side's counter when the reading began.</summary>
    public long Start { get; }

    public bool IsDone { get; private set; }

    public bool IsFull { get; }

    public long? ExpectedCount => _records.Length;

    public bool IsComplete => IsDone && !_records.Any(record => _side.Unreadable.Contains(record.Id));

    public string? Mark => _side.Shape.TellsChanges && IsDone ? _mark.ToString(CultureInfo.InvariantCulture) : null;

    public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = 0;
        foreach (var page in _records.Chunk(_side.Shape.PageSize))
        {
            await _answer(cancellationToken);
            if (_side.BreaksOffAfter is { } limit && pages++ >= limit)
                throw new SyncException(SyncErrorId.ServiceUnavailable, "The service broke off.", "Try again later.");
            yield return new ReadPage(
                [.. page.Where(record => !_side.Unreadable.Contains(record.Id)).Select(record => _side.Tell(record, _fields))],
                [.. page.Where(record => _side.Unreadable.Contains(record.Id)).Select(record => new ReadFault(ErrorCodes.BadRow, $"{record.Id} cannot be read.", record.Id))]);
        }
        IsDone = true;
    }

    public void PassTo(long mark) => _mark = mark;

    private static uint Shuffle(string id, int seed)
    {
        if (seed == 0)
            return 0;
        var hash = 2166136261u ^ (uint)seed;
        foreach (var letter in id)
            hash = (hash ^ letter) * 16777619u;
        return hash;
    }
}
