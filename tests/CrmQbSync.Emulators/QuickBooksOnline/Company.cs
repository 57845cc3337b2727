using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>
/// A company: its customers, vendors and employees. What people do in the browser is done here by the tests; what programs do comes through the
/// accounting API. Every method is safe to call while the emulator runs.
/// </summary>
public sealed class Company
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly CustomerWriter _writer;
    private readonly Dictionary<string, JObject> _customers = [];
    private readonly Dictionary<string, JObject> _vendors = [];
    private readonly Dictionary<string, JObject> _employees = [];
    private readonly List<(string Id, DateTimeOffset At)> _removed = [];
    private int _lastId;

    internal Company(TimeProvider clock, QuickBooksKnobs knobs)
    {
        _clock = clock;
        Knobs = knobs;
        Names = new CompanyNames(knobs);
        _writer = new CustomerWriter(this, clock);
    }

    internal QuickBooksKnobs Knobs { get; }

    internal CompanyNames Names { get; }

    internal Lock Gate => _gate;

    /// <summary>What a client did that the service allows and that costs a user data or money.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Whether the subscription has ended: every write is refused.</summary>
    public bool CanOnlyBeRead { get; set; }

    /// <summary>Customers that change data capture wrongly tells as deleted.</summary>
    public HashSet<string> FalselyDeleted { get; } = [];

    /// <summary>Customers that programs cannot make inactive for a balance that their own members do not show.</summary>
    public HashSet<string> HiddenDebts { get; } = [];

    /// <summary>What customers refer to and somebody made inactive since, as <c>SalesTermRef 3</c>: who sends such a reference is refused.</summary>
    public HashSet<string> InactiveReferences { get; } = [];

    /// <summary>A member that writes of programs leave as it is without a word; null for none.</summary>
    public string? IgnoredMember { get; set; }

    /// <summary>Names that are taken by what no query shows; null for none.</summary>
    public Func<string, bool>? UnseenNames { get; set; }

    /// <summary>Copies of all customers, inactive ones too, as a GET shows them, in the order of their ids.</summary>
    public IReadOnlyList<JObject> Customers
    {
        get
        {
            lock (_gate)
                return [.. _customers.Values.OrderBy(customer => int.Parse((string)customer["Id"]!, CultureInfo.InvariantCulture)).Select(CustomerView.Read)];
        }
    }

    /// <summary>A copy of a customer as a GET shows it; null if there is none.</summary>
    public JObject? Find(string id)
    {
        lock (_gate)
            return _customers.TryGetValue(id, out var customer) ? CustomerView.Read(customer) : null;
    }

    /// <summary>A member of a customer as it is stored, also one that a GET masks.</summary>
    public string? Stored(string id, string member)
    {
        lock (_gate)
            return (string?)_customers[id][member];
    }

    /// <summary>A person adds a customer.</summary>
    /// <returns>Its id.</returns>
    public string Add(JObject customer)
    {
        lock (_gate)
            return (string)_writer.Create((JObject)customer.DeepClone())["Id"]!;
    }

    /// <summary>A person edits a customer: the members given, others stay. A null clears.</summary>
    public void Edit(string id, JObject members)
    {
        lock (_gate)
            _writer.EditByHand(_customers[id], members);
    }

    /// <summary>A person makes a customer inactive, whatever is owed: the screen writes a credit memo over it.</summary>
    public void Deactivate(string id)
    {
        lock (_gate)
        {
            _customers[id]["Balance"] = _customers[id]["BalanceWithJobs"] = 0m;
            _writer.SetActive(_customers[id], active: false, name: null);
        }
    }

    /// <summary>A person makes a customer active again.</summary>
    public void Reactivate(string id)
    {
        lock (_gate)
            _writer.SetActive(_customers[id], active: true, name: null);
    }

    /// <summary>An invoice is posted: balance and time move, the sync token does not.</summary>
    public void PostInvoice(string id, decimal amount)
    {
        lock (_gate)
        {
            var customer = _customers[id];
            customer["Balance"] = (decimal)customer["Balance"]! + amount;
            customer["BalanceWithJobs"] = (decimal)customer["BalanceWithJobs"]! + amount;
            Touch(customer);
        }
    }

    /// <summary>What the screen leaves behind where an address was opened and left blank: an address of nothing but an id.</summary>
    public void PutBareAddress(string id)
    {
        lock (_gate)
            _customers[id]["BillAddr"] = new JObject { ["Id"] = "333" };
    }

    /// <summary>A person merges a customer into another one, which deletes it.</summary>
    /// <param name="id">The customer that goes.</param>
    /// <param name="into">The one that stays and gets its invoices; null for one that is nobody's concern.</param>
    public void MergeAway(string id, string? into = null)
    {
        lock (_gate)
        {
            if (into is not null)
                Touch(_customers[into]);
            Names.Free("C" + id, (string)_customers[id]["FullyQualifiedName"]!);
            _customers.Remove(id);
            _removed.Add((id, _clock.GetUtcNow()));
        }
    }

    /// <summary>A vendor of that name.</summary>
    public void AddVendor(string name) => AddOther(_vendors, "V", name);

    /// <summary>An employee of that name.</summary>
    public void AddEmployee(string name) => AddOther(_employees, "E", name);

    /// <summary>Makes many customers at once, without the checks of single ones: for large companies.</summary>
    public void AddMany(IEnumerable<JObject> customers)
    {
        lock (_gate)
        {
            foreach (var customer in customers)
                _writer.Create((JObject)customer.DeepClone());
        }
    }

    /// <summary>The next record that is made gets this id, or the next free one above.</summary>
    public void GoOnAt(int id)
    {
        lock (_gate)
            _lastId = Math.Max(_lastId, id - 1);
    }

    internal IEnumerable<JObject> RowsOf(string entity) => entity switch
    {
        "Customer" => _customers.Values,
        "Vendor" => _vendors.Values,
        _ => _employees.Values,
    };

    internal JObject? FindLive(string id) => _customers.GetValueOrDefault(id);

    internal CustomerWriter Writer => _writer;

    internal IEnumerable<(string Id, DateTimeOffset At)> Removed => _removed;

    internal string NextId() => (++_lastId).ToString(CultureInfo.InvariantCulture);

    internal void Put(JObject customer) => _customers[(string)customer["Id"]!] = customer;

    internal IEnumerable<JObject> ChildrenOf(string id) => _customers.Values.Where(customer => (string?)customer["ParentRef"]?["value"] == id);

    internal void Touch(JObject record) => record["MetaData"]!["LastUpdatedTime"] = PacificTime.Seconds(_clock.GetUtcNow());

    private void AddOther(Dictionary<string, JObject> table, string kind, string name)
    {
        lock (_gate)
        {
            var id = NextId();
            if (Names.IsTaken(kind + id, name))
                throw ApiFault.NameTaken();
            Names.Take(kind + id, name);
            var now = PacificTime.Seconds(_clock.GetUtcNow());
            table[id] = new JObject
            {
                ["Id"] = id,
                ["SyncToken"] = "0",
                ["DisplayName"] = name,
                ["Active"] = true,
                ["MetaData"] = new JObject { ["CreateTime"] = now, ["LastUpdatedTime"] = now },
            };
        }
    }
}
