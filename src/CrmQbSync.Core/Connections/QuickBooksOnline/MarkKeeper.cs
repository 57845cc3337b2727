namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Keeps the mark of the next reading, and the count of customers that it is checked by: whether the service tells of a customer that was merged away is not
/// certain, but then there is one less.
/// </summary>
/// <remarks>
/// The mark moves past this run's own writes. The change feed gives 1000 rows at most and cannot say that there are more; after a run that wrote as many, the
/// next one would find it full of them. So what changed meanwhile is looked through once, when the last write is done, up to the last writes that the next feed
/// has room for: what stands as this run left it is known, the rest is pending for the next run.
/// That takes calls beside those for the present state of the customers: for k updates that need it, more than 1,900, up to as many again as the ⌈k/1000⌉. It
/// cannot be less. Any customer may have been changed again by somebody else after this run wrote it, and only its row shows that: no query leaves rows out by
/// their version, and to count them tells nothing where one change hides another. Rows come 1000 a call, in a batch of queries too, and the next run has two
/// calls, in which it can look through 1,900 and a few of its own. What was read before the writes, for them, is no help with what came after.
/// </remarks>
internal sealed class MarkKeeper(AccountingClient client, KnownVersions known)
{
    /// <summary>Fewer changes fit into the next change feed, beside what people change until then.</summary>
    private const int ManyWrites = 600;

    /// <summary>With more the next change feed is likely to be full.</summary>
    private const int FullFeed = 900;

    /// <summary>As many the next reading gets by two queries, with room for some more.</summary>
    private const int TwoPages = 1900;

    /// <summary>Reads are metered: where nothing changed, customers are counted once a day.</summary>
    private static readonly TimeSpan s_countEvery = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_leastOverlap = TimeSpan.FromSeconds(30);

    private bool _stays;
    private bool _hasMissed;

    /// <summary>The mark; null before a reading ended.</summary>
    public QuickBooksMark? Mark { get; private set; }

    /// <summary>Whether more lies behind the mark than the change feed shows.</summary>
    public bool FillsFeed => Mark is { } mark && known.CountSince(mark.Since) > FullFeed;

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

    /// <summary>
    /// Whether customers are to be counted while it is read what changed: where anything moved they would have to be anyway, and it is not known what the run will
    /// look up, so that there must be a call left for that.
    /// </summary>
    public static bool IsCountedWithChanges(QuickBooksMark last, DateTimeOffset now) =>
        last is { Waiting: null, Pending.IsEmpty: true, Counted: { } counted } && now - counted.At >= QuickBooksMark.Overlap;

    /// <summary>
    /// Whether customers are to be counted. A merge moves the customer that is left nearly always, so that they are where anything moved; but not straight after a
    /// run, when what moved is what that one wrote, nor where the reading took several calls already. Where the run may have to look customers up, and a count
    /// takes a call of its own, it waits for the next run, but not for more than a day.
    /// </summary>
    /// <param name="last">The mark that it was read from.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="mayLookUp">Whether the run may look customers up, of which it is not known which.</param>
    public static bool IsCountDue(QuickBooksMark last, CustomerChanges changes, bool mayLookUp) =>
        !last.FillsFeed && changes is { Counted: null, BeganAt: { } began }
        && (last.Counted is not { } counted || began - counted.At >= (changes.Rows.Count > 0 && !mayLookUp ? QuickBooksMark.Overlap : s_countEvery));

    /// <summary>A reading of changes ended.</summary>
    /// <param name="last">The mark that it began at.</param>
    /// <param name="changes">The changes.</param>
    /// <returns>False if there are fewer customers than there should be, so that everything has to be read.</returns>
    public bool BeginWithChanges(QuickBooksMark last, CustomerChanges changes)
    {
        if (changes.BeganAt is not { } began)
            return true;
        var counted = last.Counted is null ? null : last.Counted with { Number = last.Counted.Number - changes.Gone.Count };
        if (changes.Counted is { } found)
        {
            _hasMissed = found < counted?.Number;
            if (_hasMissed)
                return false;
            counted = new CustomerCount(found, began);
        }
        // Never back behind a time that was looked through already: what this and earlier runs wrote would fill the next feed.
        var since = last.Since <= began && last.Since > SinceOf(began) ? last.Since : SinceOf(began);
        var created = changes.Rows.Count(row => CustomerMapping.TimeOf(row, "CreateTime") is { } time && time >= last.Since && time < since);
        Mark = new QuickBooksMark(since, [], counted is null ? null : counted with { Number = counted.Number + created });
        // Without the feed nothing told of customers that are gone for good.
        if (last.FillsFeed)
            Doubt();
        return true;
    }

    /// <summary>An answer was lost: the mark stays where it is, so that the next reading shows what became of the write.</summary>
    public void Stay() => _stays = true;

    /// <summary>A customer was not there any more: the next reading counts.</summary>
    public void Doubt() => Mark = Mark?.Counted is { } counted ? Mark with { Counted = counted with { At = DateTimeOffset.UnixEpoch } } : Mark;

    /// <summary>Moves the mark, if this run wrote much. Everything announced is written, so that nothing else is under way.</summary>
    /// <param name="calls">How many calls that may take, as long as the next reading can do without.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task MoveAsync(int calls, CancellationToken cancellationToken)
    {
        if (Mark is not { } mark || _stays || known.CountSince(mark.Since) is not (> ManyWrites and var count))
            return;
        if (count <= TwoPages && calls * CustomerQuery.MaxRows < count - ManyWrites)
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
        catch (Exception exception) when (exception is SyncException or OperationCanceledException)
        {
            // The writes are done and have to be told, also after a stop. A mark that stays is right too; the next run only reads more.
            return;
        }
        if (pending.Count > CustomerQuery.MaxRows)
            return;
        Mark = new QuickBooksMark(border, [.. pending.Distinct()], mark.Counted is { } counted ? counted with { Number = counted.Number + created.Count } : null);
        known.Forget(border);
    }

    /// <summary>Whole seconds, as times of customers are.</summary>
    private static DateTimeOffset SinceOf(DateTimeOffset began) => new((began - QuickBooksMark.Overlap).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
