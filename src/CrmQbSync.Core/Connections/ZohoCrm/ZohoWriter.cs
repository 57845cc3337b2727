using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Writes a batch: creations in one call, updates in two (read again, write), deletions and restorations likewise.</summary>
internal sealed class ZohoWriter(ZohoApi api, ZohoFieldMap map, ZohoAccounts accounts, FieldSet fields, TimeProvider clock)
{
    private readonly ZohoRowMaker _rows = new(map, accounts);
    private readonly ZohoLookup _lookup = new(api, map, fields, clock);

    /// <summary>Writes; one outcome a request, in their order.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        var writes = batch.Select(request => new ZohoWrite(request)).ToList();
        try
        {
            await WriteAsync(writes, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (writes.Exists(write => write.Outcome is { Status: WriteStatus.Done }))
        {
            // What was answered before the stop is told (rule 8.5).
            foreach (var write in writes.Where(write => write.IsOpen))
                write.Lose("The run was stopped.");
        }
        return [.. writes.Select(write => write.Outcome!)];
    }

    private async Task WriteAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        var standing = new ZohoStanding(_lookup, fields);
        await _rows.FillAsync(writes, cancellationToken).ConfigureAwait(false);
        foreach (var kind in writes.Where(write => write.IsOpen).GroupBy(write => write.Request.Kind).OrderBy(group => group.Key).ToList())
        {
            var open = kind.ToList();
            await (kind.Key switch
            {
                WriteKind.Create => new ZohoCreations(api, _lookup, standing).WriteAsync(open, cancellationToken),
                WriteKind.Update => new ZohoUpdates(api, _lookup, standing).WriteAsync(open, cancellationToken),
                WriteKind.Delete => new ZohoRemovals(api, _lookup, standing).WriteAsync(open, cancellationToken),
                _ => new ZohoRestorations(api, _lookup).WriteAsync(open, cancellationToken),
            }).ConfigureAwait(false);
        }
    }
}
