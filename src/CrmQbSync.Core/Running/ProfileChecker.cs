using System.Globalization;
using System.Runtime.CompilerServices;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Checks a profile against the world, row by row. Writes nothing.</summary>
internal sealed class ProfileChecker(SyncServices services, SyncProfile profile)
{
    // Clocks of a network differ by less.
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(2);

    private readonly CheckRows _rows = new(profile.Path);

    /// <summary>The rows.</summary>
    public async IAsyncEnumerable<ProfileCheck> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Passed(CheckRows.Profile, $"'{profile.Name}' reads without faults: {profile.Mode}, priority {profile.Priority}.");
        foreach (var warning in Warnings())
            yield return warning;
        foreach (var check in await CheckSecretsAsync(cancellationToken).ConfigureAwait(false))
            yield return check;
        var sessions = new Dictionary<Side, SideSession>();
        try
        {
            foreach (var side in new[] { Side.Crm, Side.Qb })
            {
                foreach (var check in await CheckSideAsync(side, sessions, cancellationToken).ConfigureAwait(false))
                    yield return check;
            }
            if (sessions.Count == 2)
            {
                yield return CheckMapping(sessions[Side.Crm], sessions[Side.Qb]);
                if (await CheckLengthsAsync(sessions[Side.Crm], sessions[Side.Qb], cancellationToken).ConfigureAwait(false) is { } lengths)
                    yield return lengths;
            }
        }
        finally
        {
            foreach (var session in sessions.Values)
                await session.DisposeAsync().ConfigureAwait(false);
        }
        foreach (var check in await CheckStateAsync(cancellationToken).ConfigureAwait(false))
            yield return check;
        if (await CheckNextRunAsync(cancellationToken).ConfigureAwait(false) is { } next)
            yield return next;
    }

    private async Task<List<ProfileCheck>> CheckSecretsAsync(CancellationToken cancellationToken) => services.Secrets is { } secrets
        ? await SecretChecks.CheckAsync(profile, secrets(profile), _rows, cancellationToken).ConfigureAwait(false)
        : [];

    /// <summary>What does not fit on the other side; null where the state cannot be read, which has a row of its own.</summary>
    private async Task<ProfileCheck?> CheckLengthsAsync(SideSession crm, SideSession qb, CancellationToken cancellationToken)
    {
        var (layout, rules) = RunPreparer.Map(profile, crm.Traits, qb.Traits);
        var policy = RunPreparer.PolicyOf(profile, new RunOptions(), rules);
        try
        {
            var state = await services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false);
            await using var scope = (state ?? (IAsyncDisposable)NoState.Instance).ConfigureAwait(false);
            return await new LengthCheck(policy, layout, crm.Traits.StoredForm, qb.Traits.StoredForm, _rows)
                .CheckAsync(state, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception) when (exception.Id is SyncErrorId.StateInvalid or SyncErrorId.StateFailed)
        {
            return null;
        }
    }

    /// <summary>When the profile's task runs next; null where there is nobody to ask.</summary>
    private async Task<ProfileCheck?> CheckNextRunAsync(CancellationToken cancellationToken)
    {
        if (services.NextRun is not { } nextRun)
            return null;
        try
        {
            return await nextRun(profile, cancellationToken).ConfigureAwait(false) is { } time
                ? Passed("Next run", $"Scheduled for {time:u}.")
                : _rows.Row("Next run", CheckStatus.Passed, "None is scheduled.", "If it should run by itself: Register-ContactSyncTask.");
        }
        catch (SyncException exception)
        {
            return _rows.Row("Next run", CheckStatus.Warning, $"{exception.Id}: {exception.Message}", exception.Advice);
        }
    }

    private IEnumerable<ProfileCheck> Warnings()
    {
        if (profile.TransferAllWhenNoneSelected && profile.Deletions == DeletionsPolicy.Hold)
        {
            yield return Warn(
                "Policies",
                "transferAllWhenNoneSelected together with deletions: Hold creates deleted records anew in every run.",
                "In a schedule set transferAllWhenNoneSelected: false, or deletions: Propagate.");
        }
        if (profile.WhenEmailChanges == EmailChangePolicy.CreateNew)
        {
            yield return Warn(
                "Policies",
                "With matching.whenEmailChanges: CreateNew a changed address dissolves the link; in Synchronize each side then gets a new record.",
                "Use Follow if the new address should simply flow to the other side.");
        }
    }

    private async Task<List<ProfileCheck>> CheckSideAsync(Side side, Dictionary<Side, SideSession> sessions, CancellationToken cancellationToken)
    {
        var name = side == Side.Crm ? "CRM" : "QuickBooks";
        var checks = new List<ProfileCheck>();
        try
        {
            var session = await new RunPreparer(services, new ConnectionDemands { Purpose = ConnectionPurpose.Check }).OpenSideAsync(profile, side, null, cancellationToken).ConfigureAwait(false);
            sessions[side] = session;
            if (side == Side.Crm)
                await session.Connection.CheckAdministratorAsync(cancellationToken).ConfigureAwait(false);
            checks.Add(Passed(name, profile.SettingsOf(side) is Profiles.QuickBooksDesktopSettings
                ? $"The Web Connector can call; who is behind it shows in its next session. {session.Traits.Fields.Length} fields."
                : $"{profile.SettingsOf(side).Type} can be read; {session.Traits.Fields.Length} fields."));
            checks.AddRange(SignInChecks.Check(side, session.Traits, services.Clock.GetUtcNow(), _rows));
            if (session.Traits.ClockAhead is { } ahead)
                checks.Add(ServiceClock(name, ahead));
        }
        catch (SyncException exception)
        {
            checks.Add(Fail(name, exception));
        }
        return checks;
    }

    private ProfileCheck CheckMapping(SideSession crm, SideSession qb)
    {
        var (layout, _) = RunPreparer.Map(profile, crm.Traits, qb.Traits);
        var missing = profile.Rules.Select(rule => rule.Field.Name).Where(name => layout.Fields.IndexOf(name) < 0).ToList();
        var mapped = string.Join(", ", layout.Fields.Fields.Select(field => field.Name));
        return missing.Count == 0
            ? Passed("Mapping", $"All {layout.Fields.Count} fields are on both sides.")
            : Warn(
                "Mapping",
                $"Not synchronised, because a side does not have them: {string.Join(", ", missing)}. Synchronised: {mapped}.",
                "If such a field exists under another header or name, map it in the profile (columns: or fields:).");
    }

    private async Task<List<ProfileCheck>> CheckStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reader = await services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false);
            if (reader is null)
                return [Passed("State", $"'{profile.StatePath}' does not exist yet; the first run makes it.")];
            await using var scope = reader.ConfigureAwait(false);
            var links = await reader.CountLinksAsync(cancellationToken).ConfigureAwait(false);
            var checks = new List<ProfileCheck> { Passed("State", $"'{profile.StatePath}' holds {(links == 1 ? "1 link" : $"{links} links")}.") };
            if (await reader.ReadLockAsync(cancellationToken).ConfigureAwait(false) is { } holder)
            {
                checks.Add(Warn(
                    "Lock",
                    $"A run is under way: host {holder.Host}, process {holder.ProcessId}, since {holder.StartedAt:u}.",
                    "Wait for it to end; a second run would fail with SyncAlreadyRunning."));
            }
            else
            {
                checks.Add(Passed("Lock", "No run is under way."));
            }
            await foreach (var run in reader.ReadRunsAsync(new RunQuery { Last = 1 }, cancellationToken).ConfigureAwait(false))
            {
                checks.Add(LastRun(run));
                checks.Add(Clock(run));
            }
            return checks;
        }
        catch (SyncException exception)
        {
            return [Fail("State", exception)];
        }
    }

    private ProfileCheck LastRun(SyncRun run)
    {
        var text = $"Run {run.SyncId} of {run.StartedAt:u}: {run.Status}.";
        return run.Status is RunStatus.Succeeded or RunStatus.Running
            ? Passed("Last run", text)
            : Warn("Last run", $"{text} {run.Message}".Trim(), $"Get-ContactSyncEntry -SyncId {run.SyncId} tells what happened.");
    }

    /// <summary>A service's clock: with priority Newest the times of both decide, and sign-ins end by them.</summary>
    private ProfileCheck ServiceClock(string name, TimeSpan ahead)
    {
        var check = $"{name} clock";
        return ahead.Duration() <= s_clockTolerance
            ? Passed(check, "It goes as this machine's does.")
            : Warn(
                check,
                string.Create(CultureInfo.InvariantCulture, $"This machine's clock is {ahead.Duration().TotalMinutes:0} minutes {(ahead > TimeSpan.Zero ? "behind" : "ahead of")} the service's."),
                "Set this machine's clock by a time service. Until then sign-ins may be renewed too early or too late, and times in the history are wrong.");
    }

    private ProfileCheck Clock(SyncRun run)
    {
        var now = services.Clock.GetUtcNow();
        return run.StartedAt - now > s_clockTolerance
            ? Warn(
                "Clock",
                $"This machine's clock says {now:u}, but run {run.SyncId} began at {run.StartedAt:u}: one of the two is wrong.",
                "Set the clock by a time service. Until then the history is out of order, and old runs are kept for too long or too short.")
            : Passed("Clock", $"This machine's clock says {now:u}; no run is later.");
    }

    private ProfileCheck Passed(string check, string message) => _rows.Passed(check, message);

    private ProfileCheck Warn(string check, string message, string advice) => _rows.Warn(check, message, advice);

    private ProfileCheck Fail(string check, SyncException exception) => _rows.Fail(check, exception);
}
