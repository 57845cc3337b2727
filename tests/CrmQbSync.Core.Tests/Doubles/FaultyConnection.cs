using System.Runtime.CompilerServices;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Doubles;

/// <summary>A connection whose every step can be the last. A write counts twice: before it is done, and before its answer arrives.</summary>
public sealed class FaultyConnection(IConnection inner, FaultSwitch faults) : IConnection
{
    public Side Side => inner.Side;

    public async Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken)
    {
        faults.Service($"{Side} open");
        return await inner.OpenAsync(memory, cancellationToken);
    }

    public async Task CheckAdministratorAsync(CancellationToken cancellationToken)
    {
        faults.Service($"{Side} check");
        await inner.CheckAdministratorAsync(cancellationToken);
    }

    public async Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken)
    {
        faults.Service($"{Side} read");
        return new Reading(Side, await inner.ReadAsync(fields, mark, cancellationToken), faults);
    }

    public async IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        faults.Service($"{Side} query");
        await foreach (var page in inner.QueryAsync(fields, query, cancellationToken))
            yield return page;
    }

    public void Announce(IReadOnlyList<WriteRequest> coming) => inner.Announce(coming);

    public async Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken)
    {
        faults.Service($"{Side} keep");
        return await inner.KeepAsync(fields, records, cancellationToken);
    }

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        faults.Service($"{Side} write");
        var outcomes = await inner.WriteAsync(fields, batch, cancellationToken);
        faults.Service($"{Side} write's answer");
        return outcomes;
    }

    public ValueTask DisposeAsync() => faults.IsDead ? ValueTask.CompletedTask : inner.DisposeAsync();

    private sealed class Reading(Side side, ISideReading inner, FaultSwitch faults) : ISideReading
    {
        public bool IsFull => inner.IsFull;

        public long? ExpectedCount => inner.ExpectedCount;

        public bool IsComplete => inner.IsComplete;

        public string? Mark => inner.Mark;

        public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var page in inner.ReadPagesAsync(cancellationToken))
            {
                faults.Service($"{side} page");
                yield return page;
            }
        }
    }
}
