using CrmQbSync.Connections;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Connections.QuickBooksOnline;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Zoho CRM and QuickBooks Online.</summary>
internal sealed class OnlineServices : IStagedServices
{
    private readonly BothServicesWorld _world;

    private OnlineServices(BothServicesWorld world, int choice, bool isReversed)
    {
        _world = world;
        CompanyWorld.Turn(world.QuickBooks.Knobs, choice);
        world.QuickBooks.Knobs.IdsAreOrderedAsText ^= isReversed;
        Company = new OnlineCompany(world.QuickBooks);
    }

    public ZohoCrmEmulator Zoho => _world.Zoho;

    public IStagedCompany Company { get; }

    public TimeProvider Clock => _world.Web.Clock;

    public Pool Pool => Pools.Usual;

    public StoredForm? Store => null;

    /// <param name="choice">How what is uncertain about the service is.</param>
    /// <param name="isReversed">Whether ids are ordered otherwise.</param>
    public static async Task<IStagedServices> StartAsync(int choice, bool isReversed) =>
        new OnlineServices(await BothServicesWorld.StartAsync("fields: { Tier: { crm: Department, qb: ResaleNum } }"), choice, isReversed);

    public SyncProfile ProfileOf(ScenarioPolicy policy) => policy.ToProfile() with
    {
        Name = _world.Profile.Name,
        Path = _world.Profile.Path,
        StatePath = _world.Profile.StatePath,
        Crm = _world.Profile.Crm,
        Qb = (QuickBooksOnlineSettings)_world.Profile.Qb with { IncludeJobs = policy.IncludeJobs },
        Rules =
        [
            .. _world.Profile.Rules.Where(rule => !policy.Unmapped.Contains(rule.Field.Name))
                .Select(rule => rule with { Direction = policy.Of(rule.Field.Name).Direction, Priority = policy.Of(rule.Field.Name).Priority }),
        ],
    };

    public IConnection Connect(SyncProfile profile, Side side, ConnectionDemands demands) => new ConnectionFactory(_world.Web).Create(profile, side, demands);

    public Task<T> AttendAsync<T>(Task<T> work) => work;

    public void Wait(int minutes) => _world.Wait(minutes);

    public void AddFaults(Random random) => _world.AddFaults(random);

    public void ClearFaults() => _world.ClearFaults();

    public void ForgetCalls() => _world.QuickBooks.ForgetCalls();

    public IEnumerable<string> NeedlessCalls()
    {
        var calls = _world.QuickBooks.ApiCalls.Select(call => $"{call.Method} {Uri.UnescapeDataString(call.Url)}").ToList();
        return calls.Count <= 2 ? [] : calls;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private sealed class OnlineCompany : IStagedCompany
    {
        /// <summary>The customer above the jobs.</summary>
        private const string ParentId = "1";

        private readonly QuickBooksOnlineEmulator _emulator;

        public OnlineCompany(QuickBooksOnlineEmulator emulator)
        {
            _emulator = emulator;
            Company.Add(new JObject { ["DisplayName"] = "Parent of jobs" });
            // From here on ids that are ordered as text stand in another order than as numbers.
            Company.GoOnAt(98);
        }

        public IReadOnlyList<MemoryRecord> Customers => [.. Company.Customers.Where(customer => IdOf(customer) != ParentId).Select(Shown)];

        public IEnumerable<string> Complaints => Company.Complaints;

        public Action? BeforeWrite
        {
            set => _emulator.Meanwhile = call =>
            {
                if (call.Resource == "batch" && call.Body.Contains("\"operation\"", StringComparison.Ordinal))
                    value?.Invoke();
            };
        }

        private Company Company => _emulator.Company;

        public string Add(Seed seed, string name)
        {
            var before = Company.Customers.Select(IdOf).ToHashSet(StringComparer.Ordinal);
            CompanyWorld.Add(Company, seed, name);
            return Company.Customers.Select(IdOf).Single(id => !before.Contains(id));
        }

        public void Edit(string id, string field, string? value) => CompanyWorld.Edit(Company, Company.Find(id)!, field, value);

        public void Delete(string id, int choice) => Company.Deactivate(id);

        public void Restore(string id) => CompanyWorld.Reactivate(Company, Company.Find(id)!);

        public void TouchAll(int time)
        {
            foreach (var customer in Company.Customers.Where(customer => (bool)customer["Active"]!))
                Company.Edit(IdOf(customer), new JObject { ["PreferredDeliveryMethod"] = time % 2 == 0 ? "None" : "Print" });
        }

        private static MemoryRecord Shown(JObject customer) => new()
        {
            Id = IdOf(customer),
            Values = ServicesMirror.ValuesOf(Pools.Fields, field => CompanyWorld.Value(customer, field)),
            Deleted = !(bool)customer["Active"]!,
            IsJob = customer["ParentRef"] is not null,
            HasOpenBalance = (decimal)customer["Balance"]! != 0,
            OwnName = (string?)customer["DisplayName"],
        };

        private static string IdOf(JObject customer) => (string)customer["Id"]!;
    }
}
