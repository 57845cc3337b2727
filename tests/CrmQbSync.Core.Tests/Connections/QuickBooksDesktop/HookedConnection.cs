using System.Runtime.CompilerServices;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A connection at which something happens before it reads or writes.</summary>
internal sealed class HookedConnection(IConnection inner) : IConnection
{
    public Func<CancellationToken, Task> BeforeRead { get; init; } = _ => Task.CompletedTask;

    public Func<CancellationToken, Task> BeforeWrite { get; init; } = _ => Task.CompletedTask;

    public Side Side => inner.Side;

    public Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken) => inner.OpenAsync(memory, cancellationToken);

    public Task CheckAdministratorAsync(CancellationToken cancellationToken) => inner.CheckAdministratorAsync(cancellationToken);

    public async Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken)
    {
        await BeforeRead(cancellationToken);
        return await inner.ReadAsync(fields, mark, cancellationToken);
    }

    public async IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in inner.QueryAsync(fields, query, cancellationToken))
            yield return page;
    }

    public Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken) => inner.KeepAsync(fields, records, cancellationToken);

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        await BeforeWrite(cancellationToken);
        return await inner.WriteAsync(fields, batch, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
