using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>One reading for a run: everything, or what changed and what was deleted since the mark.</summary>
internal sealed class ZohoReading(ZohoCrmConnection connection, ZohoSources sources, ZohoMark? since, IReadOnlyList<ContactRecord> deleted, DateTimeOffset? begun) : ISideReading
{
    private ZohoMark? _mark;
    private ZohoWindow? _window;
    private bool _faulty;
    private int _written;
    private volatile bool _hasTried;

    /// <inheritdoc/>
    public bool IsFull => since is null;

    /// <inheritdoc/>
    public long? ExpectedCount => IsFull ? sources.Expected ?? connection.Memory?.Records : null;

    /// <inheritdoc/>
    public bool IsComplete => _mark is not null && !_faulty;

    /// <inheritdoc/>
    public string? Mark => _mark?.Write();

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pages = since is null
            ? sources.AllAsync(connection.Memory?.Records, cancellationToken)
            : sources.ChangedAsync(since, deleted.Count == 0 ? since.Settled : null, cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            _faulty |= page.Faults.Count > 0;
            _window ??= (begun ?? sources.Time) is { } time ? new ZohoWindow(time - ZohoSources.Overlap) : null;
            var fresh = page.Records.Where(record => seen.Add(record.Id)).ToList();
            fresh.ForEach(record => _window?.Note(record));
            if (fresh.Count > 0 || page.Faults.Count > 0)
                yield return new ReadPage(fresh, page.Faults);
        }
        // What was brought back meanwhile exists, whatever the list of deleted records said before.
        var gone = deleted.Where(record => seen.Add(record.Id)).ToList();
        if (gone.Count > 0)
            yield return new ReadPage(gone, []);
        _mark = connection.MarkOf(begun ?? sources.Time, since is null ? seen.Count : connection.Memory?.Records, sources.AccountsTime ?? since?.AccountsTime) with
        {
            Settled = sources.IsSettled ? StillUseful(since!.Settled!) : _window?.Settle(),
            Unread = since is null ? [] : [.. since.Unread.Skip(sources.HasReadSlice ? 1 : 0)],
        };
        if (_mark.Settled is null)
            ReadCountedLater();
    }

    /// <summary>What this reading only counted, and the next will not count any more, is read once more, a slice by each later reading.</summary>
    private void ReadCountedLater()
    {
        if (sources.IsSettled)
            _mark = _mark! with { Unread = [.. _mark.Unread, .. since!.Settled!.Slices()] };
    }

    /// <summary>Notes that the run writes, whatever becomes of it.</summary>
    public void NoteAttempt() => _hasTried = true;

    /// <summary>Notes a contact that the run wrote.</summary>
    public void NoteWrite(ContactRecord record)
    {
        Interlocked.Increment(ref _written);
        _window?.Note(record);
    }

    /// <summary>
    /// After many writes: reads what was modified meanwhile. If that is what this run read or wrote, and nothing else, the next one need not read it once
    /// more; otherwise it does.
    /// </summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        // A row that was refused may have been so because a field is shorter by now.
        if (_mark is null || (!_hasTried && !IsFull))
            return;
        await connection.RenewFieldsAsync(cancellationToken).ConfigureAwait(false);
        _mark = connection.MarkOf(_mark);
        if (_written > 0)
            await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (_mark!.Settled is not null)
            ReadCountedLater();
        _mark = _mark with { Settled = null };
        // Where the reading only made sure that nothing had changed, most of what lies in the window is known by its number alone.
        if (_window is not { Count: >= ZohoSettled.WorthFrom } window || (sources.IsSettled && _written < ZohoSettled.WorthFrom))
            return;
        try
        {
            if (await sources.StandsAsync(window, cancellationToken).ConfigureAwait(false))
                _mark = _mark with { Settled = window.Settle() };
        }
        catch (SyncException exception)
        {
            // It is for the next run's sake only, which then reads these contacts.
            connection.Tell($"The contacts that were written could not be read again: {exception.Message}");
        }
    }

    /// <summary>Once a reading since the mark no longer reaches back to them it is simply made.</summary>
    private ZohoSettled? StillUseful(ZohoSettled settled) => begun is { } time && settled.Newest >= time - ZohoSources.Overlap ? settled : null;
}
