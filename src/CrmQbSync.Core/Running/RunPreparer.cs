using System.Collections.Immutable;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Opens both sides and settles by which fields and policies a run works. Writes nothing.</summary>
internal sealed class RunPreparer(SyncServices services, ConnectionDemands demands)
{
    /// <summary>Opens both sides for a run: sign-in, administrator (rule 3.4), company.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="options">How the run differs from it.</param>
    /// <param name="state">The state; null if there is none yet.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<PreparedRun> OpenAsync(SyncProfile profile, RunOptions options, IStateReader? state, CancellationToken cancellationToken) =>
        OpenAsync(profile, options, state, forReading: false, cancellationToken);

    /// <summary>The same for what only looks, which is not restricted to administrators.</summary>
    public Task<PreparedRun> OpenForReadingAsync(SyncProfile profile, RunOptions options, IStateReader? state, CancellationToken cancellationToken) =>
        OpenAsync(profile, options, state, forReading: true, cancellationToken);

    private async Task<PreparedRun> OpenAsync(
        SyncProfile profile, RunOptions options, IStateReader? state, bool forReading, CancellationToken cancellationToken)
    {
        var header = state is null ? StateHeader.Empty : await state.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        var remembers = await RemembersAnyAsync(state, header, cancellationToken).ConfigureAwait(false);
        var crm = await OpenSideAsync(profile, Side.Crm, header.CrmMark, remembers, cancellationToken).ConfigureAwait(false);
        try
        {
            var qb = await OpenSideAsync(profile, Side.Qb, header.QbMark, remembers, cancellationToken).ConfigureAwait(false);
            try
            {
                if (!forReading)
                    await crm.Connection.CheckAdministratorAsync(cancellationToken).ConfigureAwait(false);
                CheckIdentity(profile, "CRM", header.CrmIdentity, crm.Traits.Identity);
                CheckIdentity(profile, "QuickBooks", header.QbIdentity, qb.Traits.Identity);
                return Assemble(profile, options, header, crm, qb);
            }
            catch (Exception exception)
            {
                qb.NoteFailure(profile, exception);
                await qb.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception exception)
        {
            crm.NoteFailure(profile, exception);
            await crm.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens one side.</summary>
    public Task<SideSession> OpenSideAsync(SyncProfile profile, Side side, string? memory, CancellationToken cancellationToken) =>
        OpenSideAsync(profile, side, memory, remembers: true, cancellationToken);

    private async Task<SideSession> OpenSideAsync(SyncProfile profile, Side side, string? memory, bool remembers, CancellationToken cancellationToken)
    {
        var connection = services.Connections.Create(profile, side, demands with { RemembersRecords = remembers });
        try
        {
            return new SideSession(connection, await connection.OpenAsync(memory, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            Failures.Note(connection, profile, exception);
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether any record is known from an earlier run, finished or not.</summary>
    private static async Task<bool> RemembersAnyAsync(IStateReader? state, StateHeader header, CancellationToken cancellationToken)
    {
        if (state is null)
            return false;
        if (header.CrmMark is not null || header.QbMark is not null
            || await state.CountLinksAsync(cancellationToken).ConfigureAwait(false) > 0
            || (await state.ReadIntentsAsync(cancellationToken).ConfigureAwait(false)).Count > 0)
        {
            return true;
        }
        // Whether there is one is all that is asked; by what its values are packed does not matter.
        var layout = new FieldLayout(FieldSet.Canonical, [.. FieldSet.Canonical.Fields.Select(field => field.Name)]);
        await foreach (var _ in state.ReadRecordsAsync(RecordQuery.All, layout, cancellationToken).ConfigureAwait(false))
            return true;
        return false;
    }

    /// <summary>The fields that both sides have, Email first, with their rules in that order.</summary>
    public static (FieldLayout Layout, ImmutableArray<FieldRule> Rules) Map(SyncProfile profile, ConnectionTraits crm, ConnectionTraits qb)
    {
        var crmFields = crm.Fields.Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var qbFields = qb.Fields.Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var mapped = profile.Rules.Where(rule => crmFields.Contains(rule.Field.Name) && qbFields.Contains(rule.Field.Name)).ToList();
        var fields = new FieldSet(mapped.Select(rule => rule.Field));
        ImmutableArray<FieldRule> rules = [.. fields.Fields.Select(field => mapped.First(rule => rule.Field.Name == field.Name))];
        return (new FieldLayout(fields, [.. rules.Select(rule => MappingOf(profile, rule))]), rules);
    }

    /// <summary>What tells a field's mapping apart from others: a base of another mapping is no base.</summary>
    public static string MappingOf(SyncProfile profile, FieldRule rule) =>
        $"{rule.Field.Kind} {profile.Crm.Type}:{rule.CrmName ?? "*"} {profile.Qb.Type}:{rule.QbName ?? "*"}";

    private PreparedRun Assemble(SyncProfile profile, RunOptions options, StateHeader header, SideSession crm, SideSession qb)
    {
        var (layout, rules) = Map(profile, crm.Traits, qb.Traits);
        var policy = PolicyOf(profile, options, rules);
        var policies = PolicyRecord.Of(profile, layout, rules, policy.Mode);
        var all = options.All
            || (options.Changes?.Any(change => change.All) ?? (profile.TransferAllWhenNoneSelected && options.Selection is null));
        var edited = PolicyRecord.AnyEdited(header, policies);
        var context = new MergeContext
        {
            Policy = policy,
            Fields = layout.Fields,
            CrmForm = crm.Traits.StoredForm,
            QbForm = qb.Traits.StoredForm,
            CrmRequired = crm.Traits.RequiredFields.Add(CanonicalFields.Email).Add(CanonicalFields.LastName),
            QbRequired = qb.Traits.RequiredFields.Add(CanonicalFields.Email),
            QbNeedsName = qb.Traits.NeedsUniqueName,
            All = all,
            EditedFields = PolicyRecord.EditedFields(header, policies, layout.Fields),
            ModeSwitched = PolicyRecord.ModeSwitched(header, policy.Mode) && policy.Mode != SyncMode.Synchronize,
            LookAtEveryPair = edited || PolicyRecord.ModeSwitched(header, policy.Mode),
            Now = services.Clock.GetUtcNow(),
        };
        return new PreparedRun
        {
            Profile = profile,
            Options = options,
            Context = context,
            Layout = layout,
            Crm = crm,
            Qb = qb,
            Header = header,
            Policies = policies,
            ReadsEverything = all || edited,
            Selector = SelectorOf(context, options),
            Watched = options.Watched is { } person
                ? new PairSelector(context) { HasSelection = true, Keys = new HashSet<string>([person], EmailAddress.Comparer) }
                : null,
        };
    }

    /// <summary>The policy of a profile as a run's options change it.</summary>
    public static SyncPolicy PolicyOf(SyncProfile profile, RunOptions options, ImmutableArray<FieldRule> rules) => new()
    {
        Mode = options.Mode ?? profile.Mode,
        Priority = options.Priority ?? profile.Priority,
        TieBreaker = profile.TieBreaker,
        Region = profile.Region,
        Blanks = profile.Blanks,
        Deletions = profile.Deletions,
        WhenEmailChanges = profile.WhenEmailChanges,
        IncludeJobs = profile.Qb.IncludeJobs,
        Filter = profile.Filter,
        Rules = rules,
    };

    private static PairSelector SelectorOf(MergeContext context, RunOptions options)
    {
        var selection = options.Changes is null ? options.Selection : PlannedChanges.Select(options.Changes);
        if (selection is null)
            return new PairSelector(context);
        return new PairSelector(context)
        {
            HasSelection = true,
            CrmIds = selection.CrmIds.ToHashSet(StringComparer.Ordinal),
            QbIds = selection.QbIds.ToHashSet(StringComparer.Ordinal),
            Keys = selection.Emails.Select(EmailAddress.First).OfType<string>().ToHashSet(EmailAddress.Comparer),
        };
    }

    private static void CheckIdentity(SyncProfile profile, string system, string? before, string? now)
    {
        if (before is null || now is null || before == now)
            return;
        throw new SyncException(
            SyncErrorId.WrongCompany,
            $"Profile '{profile.Name}' synchronised with the {system} company '{before}' so far, and is now connected to '{now}'. Nothing was read or written.",
            "Connect to the company that the profile was made for, or make a new profile (with its own state) for this one.")
        {
            Subject = profile.Path,
        };
    }
}
