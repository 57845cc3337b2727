using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Stands for the connection where a profile is only checked: nobody should have to wait for a session to learn that a password is missing. It makes
/// sure of all that can be made sure of without one.
/// </summary>
internal sealed class DesktopCheck(DesktopOptions options, WaitingLine line) : IConnection
{
    /// <inheritdoc/>
    public Side Side => Side.Qb;

    /// <inheritdoc/>
    public async Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken)
    {
        var map = FieldMap.Of(options.Rules, SessionFacts.UsualVersion, options.Profile);
        if (WebConnectorIdentity.Find(options.StatePath) is null)
            throw DesktopConnection.NoIdentity(options.Profile);
        await line.CheckAsync(cancellationToken).ConfigureAwait(false);
        return DesktopConnection.TraitsOf(map, null);
    }

    /// <inheritdoc/>
    public Task CheckAdministratorAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken) => throw NoSession();

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, CancellationToken cancellationToken) => throw NoSession();

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken) => throw NoSession();

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken) => throw NoSession();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => line.DisposeAsync();

    private static InvalidOperationException NoSession() => new("A check has no session with QuickBooks.");
}
