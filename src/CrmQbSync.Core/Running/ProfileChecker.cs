using System.Globalization;
using System.Runtime.CompilerServices;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Checks a profile against the world, row by row. Writes nothing.</summary>
internal sealed class ProfileChecker(SyncServices services, SyncProfile profile)
{
    /// <summary>A sign-in that ends sooner than this is warned of.</summary>
    private static readonly TimeSpan s_signInWarning = TimeSpan.FromDays(14);

    /// <summary>The rows.</summary>
    public async IAsyncEnumerable<ProfileCheck> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Passed("Profile", $"'{profile.Name}' reads without faults: {profile.Mode}, priority {profile.Priority}.");
        foreach (var warning in Warnings())
            yield return warning;
        var sessions = new Dictionary<Side, SideSession>();
        try
        {
            foreach (var side in new[] { Side.Crm, Side.Qb })
            {
                foreach (var check in await CheckSideAsync(side, sessions, cancellationToken).ConfigureAwait(false))
                    yield return check;
            }
            if (sessions.Count == 2)
                yield return CheckMapping(sessions[Side.Crm], sessions[Side.Qb]);
        }
        finally
        {
            foreach (var session in sessions.Values)
                await session.DisposeAsync().ConfigureAwait(false);
        }
        foreach (var check in await CheckStateAsync(cancellationToken).ConfigureAwait(false))
            yield return check;
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
        try
        {
            var session = await new RunPreparer(services, new ConnectionDemands { Purpose = ConnectionPurpose.Check }).OpenSideAsync(profile, side, null, cancellationToken).ConfigureAwait(false);
            sessions[side] = session;
            if (side == Side.Crm)
                await session.Connection.CheckAdministratorAsync(cancellationToken).ConfigureAwait(false);
            var text = profile.SettingsOf(side) is Profiles.QuickBooksDesktopSettings
                ? $"The Web Connector can call; who is behind it shows in its next session. {session.Traits.Fields.Length} fields."
                : $"{profile.SettingsOf(side).Type} can be read; {session.Traits.Fields.Length} fields.";
            return [Passed(name, text), .. CheckSignIn(name, session.Traits)];
        }
        catch (SyncException exception)
        {
            return [Fail(name, exception)];
        }
    }

    private IEnumerable<ProfileCheck> CheckSignIn(string name, ConnectionTraits traits)
    {
        var times = new List<(string Text, TimeSpan Left)>();
        if (traits.SignInEndsUnused is { } unused)
            times.Add(("it ends if it is not used for {0}", unused - services.Clock.GetUtcNow()));
        if (traits.SignInEndsAt is { } atLatest)
            times.Add(("a user must consent again in {0}", atLatest - services.Clock.GetUtcNow()));
        if (times.Count == 0)
            yield break;
        var check = $"{name} sign-in";
        var message = $"Of the sign-in: {string.Join("; ", times.Select(time => string.Format(CultureInfo.InvariantCulture, time.Text, DaysOf(time.Left))))}.";
        yield return times.All(time => time.Left > s_signInWarning)
            ? Passed(check, message)
            : Warn(check, message, $"Connect again before that, with {(name == "CRM" ? "Connect-CrmAccount" : "Connect-QbAccount")}.");
    }

    private static string DaysOf(TimeSpan time) => time < TimeSpan.FromDays(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)time.TotalHours)} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} days");

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
            var checks = new List<ProfileCheck> { Passed("State", $"'{profile.StatePath}' holds {links} links.") };
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
                checks.Add(LastRun(run));
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

    private ProfileCheck Passed(string check, string message) =>
        new() { Check = check, Status = CheckStatus.Passed, Message = message, Profile = profile.Path };

    private ProfileCheck Warn(string check, string message, string advice) =>
        new() { Check = check, Status = CheckStatus.Warning, Message = message, Advice = advice, Profile = profile.Path };

    private ProfileCheck Fail(string check, SyncException exception) =>
        new() { Check = check, Status = CheckStatus.Failed, Message = $"{exception.Id}: {exception.Message}", Advice = exception.Advice, Profile = profile.Path };
}
