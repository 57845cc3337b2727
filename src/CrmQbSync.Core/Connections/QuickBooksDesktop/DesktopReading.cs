using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>One reading of a company file for a run: all active customers, or what was modified or deleted since the mark.</summary>
/// <param name="session">The session.</param>
/// <param name="fields">The fields to read.</param>
/// <param name="since">The mark to start from; null to read everything.</param>
/// <param name="clock">The clock.</param>
internal sealed class DesktopReading(DesktopSession session, FieldSet fields, DesktopMark? since, TimeProvider clock) : ISideReading
{
    private readonly CustomerPages _pages = new(session, fields);
    private readonly DateTime _began = clock.GetUtcNow().UtcDateTime;
    private TimeSpan _lasted;
    private bool _isDone;

    /// <inheritdoc/>
    public bool IsFull => since is null;

    /// <inheritdoc/>
    public long? ExpectedCount => _pages.Expected;

    /// <inheritdoc/>
    public bool IsComplete => _isDone;

    /// <inheritdoc/>
    public string? Mark => _isDone ? new DesktopMark(session.FileId, Latest(since?.Modified, _pages.Latest), _began, _lasted).ToString() : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (since is not null)
            yield return new ReadPage(await CustomerPages.DeletedAsync(session, since.DeletionsFrom, cancellationToken).ConfigureAwait(false), []);
        await foreach (var page in _pages.ReadAsync(since?.ChangesFrom(clock.LocalTimeZone), inactiveToo: since is not null, cancellationToken).ConfigureAwait(false))
            yield return page;
        _lasted = clock.GetUtcNow().UtcDateTime - _began;
        _isDone = true;
    }

    private static DateTime? Latest(DateTime? one, DateTime? other) => one is null || other > one ? other : one;
}
