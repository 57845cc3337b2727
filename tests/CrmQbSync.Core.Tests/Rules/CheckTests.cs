using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Secrets;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Profiles;

namespace CrmQbSync.Tests.Rules;

/// <summary>The checks of a profile that belong to no service.</summary>
public sealed class CheckTests
{
    [Fact]
    public async Task A_profile_after_a_good_run_passes_everything()
    {
        var world = await Stage.PairAsync(Flavour.Files);

        var checks = await CheckAsync(ServicesOf(world, new Store()), world.Profile);

        Assert.Equal(["Profile", "Secrets", "CRM", "QuickBooks", "Mapping", "Lengths", "State", "Lock", "Last run", "Clock"], checks.Select(check => check.Check));
        Assert.All(checks, check => Assert.True(check.Status == CheckStatus.Passed, check.Message));
    }

    [Fact]
    public async Task Values_that_do_not_fit_are_counted_and_the_limits_told()
    {
        var limits = ImmutableDictionary<string, int>.Empty.Add("Notes", 5).Add("Phone", 12);
        var world = Stage.Set(Flavour.Files, qb: shape => shape with { Limits = limits });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "too long"), ("Phone", "212 555 0100 100"));
        world.Crm.Put("bob@x.com", ("LastName", "Bo"), ("Notes", "also too long"));
        Assert.Contains("Notes any number in the CRM and 5 in QuickBooks", (await LengthsAsync(world)).Message, StringComparison.Ordinal);
        await world.SyncAsync();

        var row = await LengthsAsync(world);

        Assert.Equal(CheckStatus.Warning, row.Status);
        Assert.Equal("Of the records known so far 1 has a Phone that QuickBooks cannot hold, 2 have a Notes that QuickBooks holds cut off.", row.Message);
        Assert.Contains("Phone any number in the CRM and 12 in QuickBooks", row.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_from_the_future_means_a_wrong_clock()
    {
        var world = await Stage.PairAsync(Flavour.Files);
        var earlier = ServicesOf(world, new Store()) with { Clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(world.Clock.GetUtcNow().AddDays(-1)) };

        var row = (await CheckAsync(earlier, world.Profile)).Single(check => check.Check == "Clock");

        Assert.Equal(CheckStatus.Warning, row.Status);
        Assert.NotNull(row.Advice);
    }

    [Fact]
    public async Task Every_secret_that_is_missing_is_told_with_what_sets_it()
    {
        using var folder = new ProfileFolder();
        var profile = folder.Store.Read(folder.Write("""
            crm: { type: ZohoCrm, dataCenter: eu, clientId: '${secret:id}', clientSecret: '${secret:zoho}' }
            qb: { type: QuickBooksOnline, realmId: '1', clientId: 'x', clientSecret: '${secret:quick}', refreshToken: '${secret:quick-token}' }
            notify: { on: [Failure], webhook: { url: '${secret:hook}' } }
            """));
        var world = Stage.Set(Flavour.Files);

        var checks = await CheckAsync(ServicesOf(world, new Store("zoho", "hook")), profile with { StatePath = world.Profile.StatePath });

        Assert.Equal(
            [
                ("SecretMissing: the secret 'id' is not set in the test's store.", "set id"),
                ("SecretMissing: the secret 'quick' is not set in the test's store.", "set quick"),
                ("SecretMissing: the secret 'quick-token' is not set in the test's store.", $"Sign in: Connect-QbAccount -Profile '{profile.Path}'."),
                ("SecretMissing: the secret 'acme-crm-refresh' is not set in the test's store.", $"Sign in: Connect-CrmAccount -Profile '{profile.Path}'."),
            ],
            checks.Where(check => check.Check == "Secrets").Select(check => (check.Message, check.Advice!)));

        var all = await CheckAsync(ServicesOf(world, new Store("zoho", "hook", "id", "quick", "quick-token", "acme-crm-refresh")), profile);
        Assert.Equal("All 6 are set in the test's store.", all.Single(check => check.Check == "Secrets").Message);
        var broken = await CheckAsync(ServicesOf(world, new Store { IsBroken = true }), profile);
        Assert.Equal((CheckStatus.Failed, "SecretStoreFailed: broken"), broken.Where(check => check.Check == "Secrets").Select(check => (check.Status, check.Message)).Single());
    }

    [Fact]
    public async Task The_next_run_is_told_or_that_none_is_scheduled()
    {
        var world = await Stage.PairAsync(Flavour.Files);
        var services = ServicesOf(world, new Store());

        var none = (await CheckAsync(services with { NextRun = (_, _) => Task.FromResult<DateTimeOffset?>(null) }, world.Profile))[^1];
        Assert.Equal(("Next run", CheckStatus.Passed, "None is scheduled."), (none.Check, none.Status, none.Message));
        var next = (await CheckAsync(services with { NextRun = (_, _) => Task.FromResult<DateTimeOffset?>(new DateTimeOffset(2026, 5, 1, 2, 3, 4, TimeSpan.Zero)) }, world.Profile))[^1];
        Assert.Equal("Scheduled for 2026-05-01 02:03:04Z.", next.Message);
        var failed = (await CheckAsync(services with { NextRun = (_, _) => throw new SyncException(SyncErrorId.SchedulerFailed, "no", "mend it") }, world.Profile))[^1];
        Assert.Equal((CheckStatus.Warning, "SchedulerFailed: no", "mend it"), (failed.Status, failed.Message, failed.Advice));
    }

    private static async Task<ProfileCheck> LengthsAsync(World world) =>
        (await CheckAsync(ServicesOf(world, new Store()), world.Profile)).Single(check => check.Check == "Lengths");

    private static SyncServices ServicesOf(World world, Store secrets) => new()
    {
        Clock = world.Clock,
        Connections = new MemoryConnectionFactory(world, null),
        States = world.States,
        NewToken = () => Guid.NewGuid().ToString("N"),
        Secrets = _ => secrets,
    };

    private static Task<List<ProfileCheck>> CheckAsync(SyncServices services, SyncProfile profile) =>
        Stage.ListAsync(new ContactSync(services).CheckAsync(profile, CancellationToken.None));

    private sealed class Store(params string[] known) : ISecretSource
    {
        public bool IsBroken { get; init; }

        public string Name => "the test's store";

        public string AdviceFor(string secret) => $"set {secret}";

        public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) => IsBroken
            ? throw new SyncException(SyncErrorId.SecretStoreFailed, "broken", "mend it")
            : ValueTask.FromResult(known.Contains(secret) ? "value" : null);
    }
}
