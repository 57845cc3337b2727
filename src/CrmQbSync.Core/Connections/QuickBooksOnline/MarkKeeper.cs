
namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Moves the mark past this run's own writes. The change feed gives 1000 rows at most and cannot say that there are more; after a run that wrote as many, the
/// next one would find it full of them and have to read everything. So what changed meanwhile is looked through once, when the last write is done, up to the
/// last writes that the next feed has room for: what stands as this run left it is known, the rest is pending for the next run.
/// </summary>
internal sealed class MarkKeeper(AccountingClient client, KnownVersions known)
{
    /// <summary>Fewer writes fit into the next change feed, beside what people change.</summary>
    private const int ManyWrites = 600;

    private static readonly TimeSpan s_leastOverlap = TimeSpan.FromSeconds(30);

    private bool _stays;

    /// <summary>The mark; null before a reading ended.</summary>
    public QuickBooksMark? Mark { get; private set; }

    /// <summary>A reading ended.</summary>
    /// <param name="time">The service's time when it began; null if it did not say, and then there is no mark.</param>
    public void Begin(DateTimeOffset? time) => Mark = time is { } began ? new QuickBooksMark(began - QuickBooksMark.Overlap, []) : null;

    /// <summary>An answer was lost: the mark stays where it is, so that the next reading shows what became of the write.</summary>
    public void Stay() => _stays = true;

    /// <summary>Moves the mark, if this run wrote much. Everything announced is written, so that nothing else is under way.</summary>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        if (Mark is not { } mark || _stays || known.Writes <= ManyWrites)
            return;
        if (known.Latest is not { } latest || known.TimeOfLast(ManyWrites) is not { } border)
            return;
        border = border < latest - s_leastOverlap ? border : latest - s_leastOverlap;
        if (border <= mark.Since)
            return;
        var pending = new List<string>();
        try
        {
            string[] conditions = [CustomerQuery.AnyActive, CustomerQuery.ChangedSince(mark.Since), CustomerQuery.ChangedBefore(border)];
            await foreach (var page in client.QueryAllAsync(conditions, "look what others changed meanwhile", cancellationToken).ConfigureAwait(false))
                pending.AddRange(page.Rows.Where(row => !known.IsKnown(row)).Select(CustomerMapping.IdOf));
        }
        catch (SyncException)
        {
            // The writes are done and have to be told. A mark that stays is right too; the next run only reads more.
            return;
        }
        if (pending.Count > CustomerQuery.MaxRows)
            return;
        Mark = new QuickBooksMark(border, [.. pending.Distinct()]);
        known.Forget(border);
    }
}
