namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Keeps the mark of the next reading, and the count of customers that it is checked by: whether the service tells of a customer that was merged away is not
/// certain, but then there is one less.
/// </summary>
/// <remarks>
/// The mark moves past this run's own writes. The change feed gives 1000 rows at most and cannot say that there are more; after a run that wrote as many, the
/// next one would find it full of them. So what changed meanwhile is looked through once, when the last write is done, up to the last writes that the next feed
/// has room for: what stands as this run left it is known, the rest is pending for the next run.
/// </remarks>
internal sealed class MarkKeeper(AccountingClient client, KnownVersions known)
{
    /// <summary>Fewer writes fit into the next change feed, beside what people change.</summary>
    private const int ManyWrites = 600;

    /// <summary>Reads are metered: where nothing changed, customers are counted once a day.</summary>
    private static readonly TimeSpan s_countEvery = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_leastOverlap = TimeSpan.FromSeconds(30);

    private bool _stays;
    private bool _hasMissed;

    /// <summary>The mark; null before a reading ended.</summary>
    public QuickBooksMark? Mark { get; private set; }

    /// <summary>A reading of everything ended.</summary>
    /// <param name="time">The service's time when it began; null if it did not say, and then there is no mark.</param>
    /// <param name="older">How many of the customers were created before the mark.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task BeginWithAllAsync(DateTimeOffset? time, int older, CancellationToken cancellationToken)
    {
        if (time is not { } began)
            return;
        var since = SinceOf(began);
        // Where the service counts others than it shows, its own count is what the next one is compared with.
        var number = _hasMissed ? await client.CountAsync(since, cancellationToken).ConfigureAwait(false) : older;
        Mark = new QuickBooksMark(since, [], number is { } count ? new CustomerCount(count, began) : null);
    }

    /// <summary>A reading of changes ended.</summary>
    /// <returns>False if there are fewer customers than there should be, so that everything has to be read.</returns>
    public async Task<bool> BeginWithChangesAsync(QuickBooksMark last, CustomerChanges changes, CancellationToken cancellationToken)
    {
        if (changes.BeganAt is not { } began)
            return true;
        var counted = last.Counted is null ? null : last.Counted with { Number = last.Counted.Number - changes.Gone.Count };
        if (IsCountDue(counted, began, changes) && await client.CountAsync(last.Since, cancellationToken).ConfigureAwait(false) is { } number)
        {
            _hasMissed = number < counted?.Number;
            if (_hasMissed)
                return false;
            counted = new CustomerCount(number, began);
        }
        var since = SinceOf(began);
        var created = changes.Rows.Count(row => CustomerMapping.TimeOf(row, "CreateTime") is { } time && time >= last.Since && time < since);
        Mark = new QuickBooksMark(since, [], counted is null ? null : counted with { Number = counted.Number + created });
        return true;
    }

    /// <summary>An answer was lost: the mark stays where it is, so that the next reading shows what became of the write.</summary>
    public void Stay() => _stays = true;

    /// <summary>A customer was not there any more: the next reading counts.</summary>
    public void Doubt() => Mark = Mark?.Counted is { } counted ? Mark with { Counted = counted with { At = DateTimeOffset.UnixEpoch } } : Mark;

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
        var created = known.CreatedWithin(mark.Since, border).ToHashSet(StringComparer.Ordinal);
        try
        {
            string[] conditions = [CustomerQuery.AnyActive, CustomerQuery.ChangedSince(mark.Since), CustomerQuery.ChangedBefore(border)];
            await foreach (var page in client.QueryAllAsync(conditions, "look what others changed meanwhile", cancellationToken).ConfigureAwait(false))
            {
                pending.AddRange(page.Rows.Where(row => !known.IsKnown(row)).Select(CustomerMapping.IdOf));
                created.UnionWith(page.Rows.Where(row => CustomerMapping.TimeOf(row, "CreateTime") >= mark.Since).Select(CustomerMapping.IdOf));
            }
        }
        catch (SyncException)
        {
            // The writes are done and have to be told. A mark that stays is right too; the next run only reads more.
            return;
        }
        if (pending.Count > CustomerQuery.MaxRows)
            return;
        Mark = new QuickBooksMark(border, [.. pending.Distinct()], mark.Counted is { } counted ? counted with { Number = counted.Number + created.Count } : null);
        known.Forget(border);
    }

    /// <summary>Whole seconds, as times of customers are.</summary>
    private static DateTimeOffset SinceOf(DateTimeOffset began) => new((began - QuickBooksMark.Overlap).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    /// <summary>
    /// A merge moves the customer that is left nearly always, so that it is counted where anything moved; but not straight after a run, when what moved is what that
    /// one wrote. Where a call more was needed already, the next run counts.
    /// </summary>
    private static bool IsCountDue(CustomerCount? counted, DateTimeOffset began, CustomerChanges changes) =>
        !changes.HasAsked && (counted is null || began - counted.At >= (changes.Rows.Count > 0 ? QuickBooksMark.Overlap : s_countEvery));
}
