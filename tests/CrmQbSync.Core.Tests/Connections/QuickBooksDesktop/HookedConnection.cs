using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A connection at which something happens before it is used.</summary>
/// <param name="inner">The connection.</param>
/// <param name="beforeCheck">What happens before the administrator is looked up, with both sides open; null for nothing.</param>
/// <param name="beforeRead">What happens before it reads; null for nothing.</param>
/// <param name="beforeWrite">What happens before it writes; null for nothing.</param>
internal sealed class HookedConnection(
    IConnection inner, Func<CancellationToken, Task>? beforeCheck, Func<CancellationToken, Task>? beforeRead, Func<CancellationToken, Task>? beforeWrite) : IConnection
{
    public Side Side => inner.Side;

    public Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken) => inner.OpenAsync(memory, cancellationToken);

    public async Task CheckAdministratorAsync(CancellationToken cancellationToken)
    {
        await (beforeCheck?.Invoke(cancellationToken) ?? Task.CompletedTask);
        await inner.CheckAdministratorAsync(cancellationToken);
    }

    public async Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken)
    {
        await (beforeRead?.Invoke(cancellationToken) ?? Task.CompletedTask);
        return await inner.ReadAsync(fields, mark, cancellationToken);
    }

    public IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, CancellationToken cancellationToken) => inner.QueryAsync(fields, query, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken) => inner.KeepAsync(fields, records, cancellationToken);

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        await (beforeWrite?.Invoke(cancellationToken) ?? Task.CompletedTask);
        return await inner.WriteAsync(fields, batch, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
