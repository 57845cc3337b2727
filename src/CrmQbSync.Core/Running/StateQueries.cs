using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>What users ask of a profile's state.</summary>
internal sealed class StateQueries(SyncServices services, SyncProfile profile)
{
    /// <summary>The error for a Sync ID that the history does not hold: one that was never given, or one that is too old.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="syncId">The Sync ID.</param>
    /// <param name="kept">The oldest and the newest run that are kept; null if there is none.</param>
    public static SyncException NoSuchRun(SyncProfile profile, long syncId, (SyncRun Oldest, SyncRun Newest)? kept) => kept is { } runs && syncId <= runs.Newest.SyncId
        ? new SyncException(
            SyncErrorId.SyncNotFound,
            FormattableString.Invariant($"Run {syncId} of profile '{profile.Name}' is too old: the history keeps {profile.HistoryKeepDays} days, its oldest run is {runs.Oldest.SyncId} of {runs.Oldest.StartedAt:yyyy-MM-dd}. What the run did can no longer be read or undone."),
            "Raise history.keepDays in the profile to keep runs for longer from now on. To take old changes back, restore a backup of the records.")
        {
            Subject = syncId,
        }
        : new SyncException(
            SyncErrorId.SyncNotFound,
            $"The history of profile '{profile.Name}' holds no run {syncId}.",
            "See Get-ContactSyncHistory for the Sync IDs; runs older than history.keepDays are removed.")
        {
            Subject = syncId,
        };

    /// <summary>The oldest and the newest run that the history holds; null if it holds none.</summary>
    public static async Task<(SyncRun Oldest, SyncRun Newest)?> OldestAndNewestAsync(IStateReader reader, CancellationToken cancellationToken)
    {
        SyncRun? newest = null;
        SyncRun? oldest = null;
        await foreach (var run in reader.ReadRunsAsync(new RunQuery { Last = 1 }, cancellationToken).ConfigureAwait(false))
            newest = run;
        await foreach (var run in reader.ReadRunsAsync(new RunQuery { Last = 1, OldestFirst = true }, cancellationToken).ConfigureAwait(false))
            oldest = run;
        return oldest is null || newest is null ? null : (oldest, newest);
    }

    private static async Task<bool> HasRunAsync(IStateReader reader, long syncId, CancellationToken cancellationToken)
    {
        var found = false;
        await foreach (var _ in reader.ReadRunsAsync(new RunQuery { SyncIds = [syncId] }, cancellationToken).ConfigureAwait(false))
            found = true;
        return found;
    }

    public async IAsyncEnumerable<SyncRun> GetHistoryAsync(RunQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // With other conditions beside it, a run that is not shown may exist.
        var missing = query is { Last: null, Since: null, Statuses: null } ? new SortedSet<long>(query.SyncIds ?? []) : [];
        var reader = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (reader is null && missing.Count == 0)
            yield break;
        await using var scope = (reader ?? throw NoSuchRun(profile, missing.Min, null)).ConfigureAwait(false);
        await foreach (var run in reader.ReadRunsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            missing.Remove(run.SyncId);
            yield return run with { Profile = profile.Path };
        }
        if (missing.Count > 0)
            throw NoSuchRun(profile, missing.Min, await OldestAndNewestAsync(reader, cancellationToken).ConfigureAwait(false));
    }

    public async IAsyncEnumerable<SyncEntry> GetEntriesAsync(EntryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (reader is null && query.SyncId is null)
            yield break;
        await using var scope = (reader ?? throw NoSuchRun(profile, query.SyncId!.Value, null)).ConfigureAwait(false);
        if (query.SyncId is { } syncId && !await HasRunAsync(reader, syncId, cancellationToken).ConfigureAwait(false))
            throw NoSuchRun(profile, syncId, await OldestAndNewestAsync(reader, cancellationToken).ConfigureAwait(false));
        await foreach (var entry in reader.ReadEntriesAsync(query, cancellationToken).ConfigureAwait(false))
            yield return entry;
    }

    public async IAsyncEnumerable<ContactLink> GetLinksAsync(RecordSelection? selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken).ConfigureAwait(false) is not { } reader)
            yield break;
        await using var scope = reader.ConfigureAwait(false);
        var query = selection is null ? LinkQuery.All : new LinkQuery
        {
            CrmIds = selection.CrmIds,
            QbIds = selection.QbIds,
            Keys = [.. selection.Emails.Select(EmailAddress.First).OfType<string>()],
        };
        await foreach (var link in reader.ReadLinksAsync(query, Layout, cancellationToken).ConfigureAwait(false))
        {
            yield return new ContactLink
            {
                Profile = profile.Path,
                Email = link.CrmKey,
                CrmId = link.CrmId,
                QbId = link.QbId,
                LinkedAt = link.LinkedAt,
                LastSyncId = link.LastSyncId,
                State = link.State,
            };
        }
    }

    public async IAsyncEnumerable<ContactConflict> GetConflictsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken).ConfigureAwait(false) is not { } reader)
            yield break;
        await using var scope = reader.ConfigureAwait(false);
        var layout = Layout;
        await foreach (var link in reader.ReadLinksAsync(new LinkQuery { Attention = true }, layout, cancellationToken).ConfigureAwait(false))
        {
            foreach (var conflict in link.Conflicts.Where(conflict => !conflict.Decided))
                yield return ConflictOf(link, conflict, layout.Fields);
        }
    }

    /// <summary>Forgets a link. Its records are then unlinked; the next run sees them again whatever changed.</summary>
    public async Task RemoveLinkAsync(ContactLink link, CancellationToken cancellationToken) =>
        await ChangeAsync(async (store, changes) =>
        {
            await foreach (var memory in FindAsync(store, link.CrmId!, link.QbId!, cancellationToken).ConfigureAwait(false))
            {
                changes.RemovedLinks.Add(memory.LinkId);
                changes.Records.Add(Unlinked(memory, Side.Crm));
                changes.Records.Add(Unlinked(memory, Side.Qb));
            }
            var header = await store.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
            changes.Header = header with
            {
                Policies = header.Policies.SetItem(RunHeader.RereadKey(Side.Crm), "true").SetItem(RunHeader.RereadKey(Side.Qb), "true"),
            };
        }, cancellationToken).ConfigureAwait(false);

    public async Task ResolveConflictAsync(
        string crmId, string qbId, string field, Side? use, string? value, CancellationToken cancellationToken) =>
        await ChangeAsync(async (store, changes) =>
        {
            await foreach (var link in FindAsync(store, crmId, qbId, cancellationToken).ConfigureAwait(false))
            {
                var conflict = link.Conflicts.FirstOrDefault(known => known.Field.Equals(field, StringComparison.OrdinalIgnoreCase));
                if (conflict is null)
                    continue;
                var decision = use switch
                {
                    Side.Crm => conflict.CrmValue,
                    Side.Qb => conflict.QbValue,
                    _ => string.IsNullOrWhiteSpace(value) ? null : value,
                };
                DemandAddress(conflict.Field, decision);
                var decided = conflict with { Decided = true, Decision = decision };
                changes.Links.Add(link with { Conflicts = [.. link.Conflicts.Select(known => known == conflict ? decided : known)] });
            }
            if (changes.Links.Count == 0)
            {
                throw new SyncException(
                    SyncErrorId.ConflictNotFound,
                    $"In profile '{profile.Name}' no conflict of field '{field}' waits for a decision between contact '{crmId}' and customer '{qbId}'.",
                    "See Get-ContactConflict for those that do.") { Subject = $"{crmId} {qbId} {field}" };
            }
        }, cancellationToken).ConfigureAwait(false);

    /// <summary>Whoever is decided to have no address would not take part any more.</summary>
    private void DemandAddress(string field, string? decision)
    {
        if (field != CanonicalFields.Email || (EmailAddress.First(decision) is { } address && EmailAddress.IsValid(address)))
            return;
        throw new SyncException(
            SyncErrorId.InputInvalid,
            $"In profile '{profile.Name}' '{decision}' is no e-mail address, so the conflict of field '{field}' was not decided.",
            "Give an address such as ann@example.com, or -Use Crm or -Use Qb.") { Subject = decision ?? field };
    }

    private static RecordMemory Unlinked(LinkMemory link, Side side) => new()
    {
        Side = side,
        Id = link.IdOn(side),
        Key = link.KeyOn(side),
        Seen = link.SeenOn(side),
        NeedsAttention = true,
    };

    /// <summary>
    /// The fields that the profile may map, each with the mapping text that a run would give it: what is stored under other mappings is no base of these.
    /// </summary>
    public FieldLayout Layout
    {
        get
        {
            var fields = new FieldSet(profile.Rules.Select(rule => rule.Field));
            var mappings = fields.Fields.Select(known => RunPreparer.MappingOf(profile, profile.Rules.First(rule => rule.Field == known)));
            return new FieldLayout(fields, [.. mappings]);
        }
    }

    private ContactConflict ConflictOf(LinkMemory link, ConflictMemory conflict, FieldSet fields)
    {
        var field = fields.IndexOf(conflict.Field);
        var hasBase = field >= 0 && (link.HasBase & (1UL << field)) != 0;
        var name = new ChangeDescriber(new MergeContext
        {
            Policy = new SyncPolicy(),
            Fields = fields,
            CrmForm = UnlimitedForm.Instance,
            QbForm = UnlimitedForm.Instance,
        }, null).NameOf(new ContactRecord(link.CrmId, link.SeenOn(Side.Crm)));
        return new ContactConflict
        {
            Profile = profile.Path,
            Email = link.CrmKey,
            Name = name,
            Field = conflict.Field,
            CrmValue = conflict.CrmValue,
            QbValue = conflict.QbValue,
            BaseValue = hasBase ? link.CrmBase.Get(field, fields.Count) : null,
            Since = conflict.Since,
            CrmId = link.CrmId,
            QbId = link.QbId,
        };
    }

    private async IAsyncEnumerable<LinkMemory> FindAsync(
        IStateStore store, string crmId, string qbId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<LinkMemory>();
        await foreach (var link in store.ReadLinksAsync(new LinkQuery { CrmIds = [crmId] }, Layout, cancellationToken).ConfigureAwait(false))
        {
            if (link.QbId == qbId)
                found.Add(link);
        }
        foreach (var link in found)
            yield return link;
    }

    private async Task ChangeAsync(Func<IStateStore, StateChanges, Task> change, CancellationToken cancellationToken)
    {
        var store = await services.States.OpenAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false);
        await using var storeScope = store.ConfigureAwait(false);
        var runLock = await store.AcquireLockAsync(cancellationToken).ConfigureAwait(false);
        await using var lockScope = runLock.ConfigureAwait(false);
        var changes = new StateChanges { Layout = Layout };
        await change(store, changes).ConfigureAwait(false);
        await store.CommitAsync(changes, cancellationToken).ConfigureAwait(false);
    }

    private Task<IStateReader?> OpenAsync(CancellationToken cancellationToken) =>
        services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken);
}
