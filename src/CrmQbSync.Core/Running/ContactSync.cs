using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.Reporting;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>The engine behind the cmdlets.</summary>
public sealed class ContactSync(SyncServices services) : IContactSync
{
    /// <inheritdoc/>
    public async Task<RunResult> RunAsync(SyncProfile profile, RunOptions options, IRunObserver observer, CancellationToken cancellationToken)
    {
        if (SelectsNothing(options))
        {
            observer.Warning("Nothing is selected, so there was no run.");
            return new RunResult();
        }
        return await new SyncRunner(services, profile, options, new SynchronizedObserver(observer)).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ContactChange> CompareAsync(
        SyncProfile profile, RunOptions options, IRunObserver observer, CancellationToken cancellationToken)
    {
        if (!SelectsNothing(options))
            return new SyncComparer(services, profile, options, new SynchronizedObserver(observer)).CompareAsync(cancellationToken);
        observer.Warning("Nothing is selected, so there is nothing to compare.");
        return Nothing();
    }

    /// <inheritdoc/>
    public IEnumerable<ContactChange> CompareSets(IEnumerable<Contact> crm, IEnumerable<Contact> qb, SyncProfile? profile, RunOptions options)
    {
        ImmutableArray<FieldRule> rules = profile?.Rules ?? [.. CanonicalFields.All.Select(field => new FieldRule(field))];
        var fields = new FieldSet(rules.Select(rule => rule.Field));
        rules = [.. fields.Fields.Select(field => rules.First(rule => rule.Field == field))];
        var context = new MergeContext
        {
            Policy = profile is null
                ? new SyncPolicy { Mode = options.Mode ?? SyncMode.Synchronize, Priority = options.Priority ?? SyncPriority.Crm, Rules = rules }
                : RunPreparer.PolicyOf(profile, options, rules),
            Fields = fields,
            CrmForm = UnlimitedForm.Instance,
            QbForm = UnlimitedForm.Instance,
            Now = services.Clock.GetUtcNow(),
        };
        return SyncComparer.CompareSets(
            crm.Select((contact, at) => ContactMapper.ToRecord(contact, fields, $"#{at + 1}")),
            qb.Select((contact, at) => ContactMapper.ToRecord(contact, fields, $"#{at + 1}")),
            context,
            profile?.Path,
            options.IncludeUnchanged);
    }

    /// <inheritdoc/>
    public Task<RunResult> UndoAsync(SyncProfile profile, long syncId, IRunObserver observer, CancellationToken cancellationToken) =>
        new UndoRunner(services, profile, syncId, new SynchronizedObserver(observer)).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ContactChange> PreviewUndoAsync(
        SyncProfile profile, long syncId, IRunObserver observer, CancellationToken cancellationToken) =>
        new UndoRunner(services, profile, syncId, new SynchronizedObserver(observer)).PreviewAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Contact> ReadContactsAsync(
        SyncProfile profile, Side side, ContactFilter filter, Action<string, string> onFault, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var header = await ReadHeaderAsync(profile, cancellationToken).ConfigureAwait(false);
        var memory = side == Side.Crm ? header.CrmMark : header.QbMark;
        var session = await new RunPreparer(services, new ConnectionDemands { Purpose = ConnectionPurpose.Preview })
            .OpenSideAsync(profile, side, memory, cancellationToken).ConfigureAwait(false);
        await using var scope = session.ConfigureAwait(false);
        var fields = new FieldSet(session.Traits.Fields);
        var query = new ContactQuery
        {
            Ids = filter.Ids,
            Emails = filter.Emails is null ? null : [.. filter.Emails.Select(EmailAddress.First).OfType<string>()],
            ModifiedSince = filter.ModifiedSince,
            Deleted = filter.Deleted,
            IncludeInactive = filter.IncludeInactive,
        };
        await foreach (var page in session.ReadPagesAsync(profile, fields, query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var fault in page.Faults)
                onFault(fault.Code, fault.Message);
            foreach (var record in page.Records)
                yield return ContactMapper.ToContact(record, fields, side, profile.Path);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncRun> GetHistoryAsync(SyncProfile profile, RunQuery query, CancellationToken cancellationToken) =>
        new StateQueries(services, profile).GetHistoryAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncEntry> GetEntriesAsync(SyncProfile profile, EntryQuery query, CancellationToken cancellationToken) =>
        new StateQueries(services, profile).GetEntriesAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ContactLink> GetLinksAsync(SyncProfile profile, RecordSelection? selection, CancellationToken cancellationToken) =>
        new StateQueries(services, profile).GetLinksAsync(selection, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveLinkAsync(SyncProfile profile, ContactLink link, CancellationToken cancellationToken) =>
        new StateQueries(services, profile).RemoveLinkAsync(link, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ContactConflict> GetConflictsAsync(SyncProfile profile, CancellationToken cancellationToken) =>
        new StateQueries(services, profile).GetConflictsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task ResolveConflictAsync(
        SyncProfile profile, string crmId, string qbId, string field, Side? use, string? value, CancellationToken cancellationToken) =>
        new StateQueries(services, profile).ResolveConflictAsync(crmId, qbId, field, use, value, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ProfileCheck> CheckAsync(SyncProfile profile, CancellationToken cancellationToken) =>
        new ProfileChecker(services, profile).CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ContactDivergence> GetDivergencesAsync(SyncProfile profile, CancellationToken cancellationToken) =>
        new DivergenceQuery(services, profile).FindAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ContactSyncExplanation> ExplainAsync(
        SyncProfile profile, string email, IReadOnlyCollection<string>? fields, IRunObserver observer, CancellationToken cancellationToken) =>
        new ContactExplainer(services, profile, new SynchronizedObserver(observer)).ExplainAsync(email, fields, cancellationToken);

    /// <inheritdoc/>
    public Task ExportReportAsync(SyncProfile profile, ReportOptions options, IRunObserver observer, CancellationToken cancellationToken) =>
        new StatusReport(services, profile, options, new SynchronizedObserver(observer)).WriteAsync(cancellationToken);

    private static bool SelectsNothing(RunOptions options) =>
        options.Changes is { } changes ? changes.Count == 0 : options.Selection is { IsEmpty: true };

    private async Task<StateHeader> ReadHeaderAsync(SyncProfile profile, CancellationToken cancellationToken)
    {
        var reader = await services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false);
        if (reader is null)
            return StateHeader.Empty;
        await using var scope = reader.ConfigureAwait(false);
        return await reader.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<ContactChange> Nothing()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }
}
