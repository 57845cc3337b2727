using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Tells how one person's fields came to stand as they do, and what the next run will do about them.</summary>
internal sealed class ContactExplainer(SyncServices services, SyncProfile profile, IRunObserver observer)
{
    /// <summary>A row a field.</summary>
    public async IAsyncEnumerable<ContactSyncExplanation> ExplainAsync(
        string email, IReadOnlyCollection<string>? fields, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = EmailAddress.First(email) ?? throw NotFound(email);
        var state = await services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false);
        await using var stateScope = (state ?? (IAsyncDisposable)NoState.Instance).ConfigureAwait(false);
        // The whole of the next run is planned: what others get, or keep, decides whether this person may get an address.
        var options = new RunOptions { All = profile.TransferAllWhenNoneSelected, Watched = key };
        var demands = new ConnectionDemands { Purpose = ConnectionPurpose.Preview, Observer = observer };
        var run = await new RunPreparer(services, demands).OpenForReadingAsync(profile, options, state, cancellationToken).ConfigureAwait(false);
        await using var runScope = run.ConfigureAwait(false);
        var wanted = Check(fields, run);
        var planner = await SyncComparer.PlanAsync(services, run, state, observer, cancellationToken).ConfigureAwait(false);
        if (SafetyGuard.Check(run, SafetyGuard.FiguresOf(run.Plan)) is { } blocked)
            observer.Warning($"The next run would be stopped before it writes anything: {blocked.Message} {blocked.Advice}");
        var pairs = run.Plan.Pairs.Where(pair => IsAbout(pair, key, run)).ToList();
        if (pairs.Count == 0)
            pairs = await LeftOutAsync(run, planner, state, key, cancellationToken).ConfigureAwait(false);
        if (pairs.Count == 0)
            throw NotFound(email);
        foreach (var pair in pairs)
        {
            var past = state is null ? [] : await ReadPastAsync(state, pair, key, cancellationToken).ConfigureAwait(false);
            foreach (var row in new PairExplanation(run, pair, past).Rows(wanted))
                yield return row;
        }
    }

    private HashSet<string>? Check(IReadOnlyCollection<string>? fields, PreparedRun run)
    {
        if (fields is null)
            return null;
        foreach (var name in fields.Where(name => run.Fields.IndexOf(name) < 0))
        {
            throw new SyncException(
                SyncErrorId.InputInvalid,
                $"Profile '{profile.Name}' does not synchronise a field '{name}'.",
                $"Its fields are: {string.Join(", ", run.Fields.Fields.Select(field => field.Name))}.") { Subject = name };
        }
        return fields.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsAbout(PlannedPair pair, string key, PreparedRun run) =>
        (pair.Crm is not null || pair.Qb is not null || pair.Link is not null)
        && (EmailAddress.Comparer.Equals(pair.Key, key) || run.Watched!.Takes(pair.Crm, pair.Qb, pair.Link));

    /// <summary>A person whom the profile's filter leaves out, or who was skipped and reported before, is in no plan, but in the records or the state.</summary>
    private static async Task<List<PlannedPair>> LeftOutAsync(
        PreparedRun run, Planner planner, IStateReader? state, string key, CancellationToken cancellationToken)
    {
        var links = new List<LinkMemory>();
        if (state is not null)
        {
            await foreach (var link in state.ReadLinksAsync(new LinkQuery { Keys = [key] }, run.Layout, cancellationToken).ConfigureAwait(false))
                links.Add(link);
        }
        if (links.Count > 0)
            return [.. links.Select(link => PairExplanation.LeftOut(RecordOf(Side.Crm, link), RecordOf(Side.Qb, link), link, key, null))];
        return [.. Unlinked(Side.Crm).Select(record => PairExplanation.LeftOut(record, null, null, key, ReasonOf(record, run.Selector.Takes(record, null, null))))
            .Concat(Unlinked(Side.Qb).Select(record => PairExplanation.LeftOut(null, record, null, key, ReasonOf(record, run.Selector.Takes(null, record, null)))))];

        ContactRecord RecordOf(Side side, LinkMemory link) =>
            planner.RecordOf(side, link.IdOn(side)) ?? new ContactRecord(link.IdOn(side), link.SeenOn(side));

        string? ReasonOf(ContactRecord record, bool passesFilter)
        {
            if (!passesFilter)
                return null;
            if (record.IsJob && !run.Context.Policy.IncludeJobs)
                return Reasons.Job;
            return EmailAddress.IsValid(key) ? Reasons.Mode : Reasons.InvalidEmail;
        }

        IEnumerable<ContactRecord> Unlinked(Side side) => planner.RecordsOf(side)
            .Where(record => !record.Deleted && EmailAddress.Comparer.Equals(SideView.KeyOf(record, run.Fields), key));
    }

    /// <summary>For each field the last time that a run wrote it for this person.</summary>
    private static async Task<Dictionary<string, (SyncEntry Entry, FieldChange Change)>> ReadPastAsync(
        IStateReader state, PlannedPair pair, string key, CancellationToken cancellationToken)
    {
        var past = new Dictionary<string, (SyncEntry, FieldChange)>(StringComparer.OrdinalIgnoreCase);
        var query = new EntryQuery { SyncId = null, Statuses = [EntryStatus.Done], Person = PersonOf(pair, key) };
        await foreach (var entry in state.ReadEntriesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var change in entry.Fields.Where(change => change.Target != ChangeTarget.None))
                past[change.Field] = (entry, change);
        }
        return past;
    }

    private static EntryPerson PersonOf(PlannedPair pair, string key) => new(
        [.. new[] { pair.Crm?.Id, pair.Crm?.FormerId, pair.Link?.CrmId }.OfType<string>().Concat(pair.CrmIds).Distinct()],
        [.. new[] { pair.Qb?.Id, pair.Qb?.FormerId, pair.Link?.QbId }.OfType<string>().Concat(pair.QbIds).Distinct()],
        pair.Link is null ? [key] : [key, pair.Link.CrmKey, pair.Link.QbKey]);

    private SyncException NotFound(string email) => new(
        SyncErrorId.ContactNotFound,
        $"Neither side of profile '{profile.Name}' has a record with the address '{email}', and no link remembers it.",
        "See Get-CrmContact and Get-QbCustomer for the addresses there are.") { Subject = email };
}
