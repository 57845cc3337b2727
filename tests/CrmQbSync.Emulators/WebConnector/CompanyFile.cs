using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>A company file that is open in QuickBooks: what is in it, and how it answers qbXML. Thread-safe.</summary>
public sealed class CompanyFile
{
    private readonly object _gate = new();
    private readonly Dictionary<string, CompanyCustomer> _customers = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly List<(string ListId, string FullName, DateTime Deleted)> _deleted = [];
    private readonly TimeProvider _clock;
    private readonly TimeZoneInfo _zone;
    private int _lastId;
    private long _lastSequence = 1_400_000_000;

    /// <summary>An empty company.</summary>
    /// <param name="clock">The clock of QuickBooks' machine.</param>
    /// <param name="zone">Its zone; null for US Eastern time.</param>
    public CompanyFile(TimeProvider clock, TimeZoneInfo? zone = null)
    {
        _clock = clock;
        _zone = zone ?? TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        Messages = new MessageSets(this);
    }

    /// <summary>The company's name.</summary>
    public string CompanyName { get; set; } = "Rock Castle Construction";

    /// <summary>Where the file is on QuickBooks' machine.</summary>
    public string Path { get; set; } = @"C:\Users\Public\Documents\Rock Castle.qbw";

    /// <summary>What may be one way or the other.</summary>
    public CompanySwitches Switches { get; set; } = new();

    /// <summary>Intuit's schemas; null to go by the own rules alone.</summary>
    public QbXmlSchema? Schema { get; set; }

    /// <summary>Private data extensions of the company: OwnerID to FileID.</summary>
    public Dictionary<string, string> FileIds { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of vendors, employees and others, which customers may not have.</summary>
    public HashSet<string> OtherNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every request that was carried out, in order: its element's name.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>How often a whole message was carried out.</summary>
    public int MessageCount { get; set; }

    /// <summary>Called before each request is carried out, for what happens meanwhile (a user's edit).</summary>
    public Action<XElement>? BeforeRequest { get; set; }

    /// <summary>Gives a status instead of carrying a request out: code and text; null to carry it out.</summary>
    public Func<XElement, (int Code, string Text)?>? Refuse { get; set; }

    /// <summary>Carries a request out without one of its elements, and warns of that: code, text and the element; null to carry it out whole.</summary>
    public Func<XElement, (int Code, string Text, string Without)?>? Warn { get; set; }

    /// <summary>The stored message sets.</summary>
    public MessageSets Messages { get; }

    /// <summary>The zone of QuickBooks' machine.</summary>
    public TimeZoneInfo Zone => _zone;

    /// <summary>The local time of QuickBooks' machine, whole seconds.</summary>
    public DateTime Now
    {
        get
        {
            var local = TimeZoneInfo.ConvertTime(_clock.GetUtcNow(), _zone).DateTime;
            return new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, local.Second, DateTimeKind.Unspecified);
        }
    }

    /// <summary>All customers and jobs, as they were made.</summary>
    public IReadOnlyList<CompanyCustomer> Customers
    {
        get
        {
            lock (_gate)
                return [.. _order.Select(id => _customers[id])];
        }
    }

    /// <summary>What was deleted.</summary>
    internal IReadOnlyList<(string ListId, string FullName, DateTime Deleted)> DeletedCustomers => _deleted;

    /// <summary>A person adds a customer.</summary>
    public CompanyCustomer Add(string name, CompanyCustomer? parent = null, params IEnumerable<(string Path, string? Value)> values)
    {
        lock (_gate)
        {
            if (IsTaken(name, parent, null))
                throw new InvalidOperationException($"The name '{name}' is in use.");
            var customer = Insert(name, parent);
            foreach (var (path, value) in values)
                Set(customer, path, value);
            return customer;
        }
    }

    /// <summary>Somebody imports customers, whose names are known to be unique.</summary>
    public void AddMany(IEnumerable<(string Name, IEnumerable<(string Path, string? Value)> Values)> customers)
    {
        lock (_gate)
        {
            foreach (var (name, values) in customers)
            {
                var customer = Insert(name, null);
                foreach (var (path, value) in values)
                    Set(customer, path, value);
            }
        }
    }

    /// <summary>A person changes a customer.</summary>
    public void Edit(CompanyCustomer customer, params IEnumerable<(string Path, string? Value)> values)
    {
        lock (_gate)
        {
            foreach (var (path, value) in values)
                Set(customer, path, value);
            Touch(customer);
        }
    }

    /// <summary>A person makes a customer inactive or active.</summary>
    public void SetActive(CompanyCustomer customer, bool active)
    {
        lock (_gate)
        {
            customer.IsActive = active;
            Touch(customer);
        }
    }

    /// <summary>A person deletes a customer.</summary>
    public void Delete(CompanyCustomer customer)
    {
        lock (_gate)
        {
            customer.Parent?.Jobs.Remove(customer);
            _customers.Remove(customer.ListId);
            _order.Remove(customer.ListId);
            _deleted.Add((customer.ListId, customer.FullName, Now));
        }
    }

    /// <summary>Carries out a message as QuickBooks' request processor does.</summary>
    /// <param name="text">The qbXML document.</param>
    /// <param name="session">What belongs to the session: its iterators.</param>
    /// <exception cref="QuickBooksException">The message as a whole is refused.</exception>
    public string Process(string text, CompanySession session)
    {
        lock (_gate)
            return Messages.Process(QbXmlMessage.Parse(text, this), session);
    }

    /// <summary>The number of the last change.</summary>
    internal long LastSequence => _lastSequence;

    /// <summary>The customers that were changed after a change.</summary>
    internal IEnumerable<CompanyCustomer> ModifiedSince(long sequence) =>
        _customers.Values.Where(customer => long.Parse(customer.EditSequence, CultureInfo.InvariantCulture) > sequence);

    internal CompanyCustomer? Find(string listId) => _customers.GetValueOrDefault(listId);

    internal CompanyCustomer? FindByFullName(string name) =>
        _customers.Values.FirstOrDefault(customer => customer.FullName.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal bool IsTaken(string name, CompanyCustomer? parent, CompanyCustomer? self) =>
        (parent is null && OtherNames.Contains(name))
        || _customers.Values.Any(other => other != self && other.Parent == parent && other.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal CompanyCustomer Insert(string name, CompanyCustomer? parent)
    {
        var customer = new CompanyCustomer
        {
            ListId = string.Create(CultureInfo.InvariantCulture, $"8{++_lastId:X7}-{_clock.GetUtcNow().ToUnixTimeSeconds()}"),
            Name = name,
            Parent = parent,
            Created = Now,
        };
        parent?.Jobs.Add(customer);
        _customers.Add(customer.ListId, customer);
        _order.Add(customer.ListId);
        Touch(customer);
        return customer;
    }

    internal void Touch(CompanyCustomer customer)
    {
        customer.Modified = Now;
        customer.EditSequence = (++_lastSequence).ToString(CultureInfo.InvariantCulture);
    }

    internal void Set(CompanyCustomer customer, string path, string? value)
    {
        if (string.IsNullOrEmpty(value))
            customer.Values.Remove(path);
        else
            customer.Values[path] = Switches.LosesForeignCharacters ? WindowsText.Keep(value) : value;
    }
}
