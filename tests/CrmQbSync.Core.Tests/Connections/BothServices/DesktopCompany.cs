using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>A company file of QuickBooks Desktop on a stage.</summary>
internal sealed class DesktopCompany : IStagedCompany
{
    private readonly CompanyFile _file;
    private readonly CompanyCustomer _parent;

    public DesktopCompany(CompanyFile file)
    {
        _file = file;
        _parent = file.Add("Parent of jobs");
        // Vendors and employees, whose names no customer can have.
        file.OtherNames.UnionWith(["Ann Ames", "Ames", "ann bell (2)", "Acme"]);
    }

    public IReadOnlyList<MemoryRecord> Customers => [.. _file.Customers.Where(customer => customer != _parent).Select(Shown)];

    public IEnumerable<string> Complaints => Refusals;

    /// <summary>The messages that QuickBooks could not read.</summary>
    public List<string> Refusals { get; } = [];

    public Action? BeforeWrite
    {
        set => _file.BeforeRequest = request =>
        {
            if (request.Name.LocalName is "CustomerAddRq" or "CustomerModRq")
                value?.Invoke();
        };
    }

    public string Add(Seed seed, string name)
    {
        var customer = _file.Add(name, seed.IsJob ? _parent : null, seed.Values.SelectMany(pair => Elements(pair.Key, pair.Value)));
        customer.Balance = seed.HasOpenBalance ? 10 : 0;
        return customer.ListId;
    }

    public void Edit(string id, string field, string? value) => _file.Edit(Find(id), Elements(field, value));

    public void Delete(string id, int choice)
    {
        if (choice % 2 == 0)
            _file.SetActive(Find(id), false);
        else
            _file.Delete(Find(id));
    }

    public void Restore(string id) => _file.SetActive(Find(id), true);

    public void TouchAll(int time)
    {
        foreach (var customer in _file.Customers.Where(customer => customer.IsActive))
            _file.Edit(customer, ("Contact", $"Contact {time}"));
    }

    /// <summary>The lines of an address that are not blank.</summary>
    public static IEnumerable<string> LinesOf(CompanyCustomer customer) => Enumerable.Range(1, 5).Select(line => customer[$"BillAddress.Addr{line}"]).OfType<string>();

    private static MemoryRecord Shown(CompanyCustomer customer) => new()
    {
        Id = customer.ListId,
        Values = ServicesMirror.ValuesOf(DesktopPeople.Pool.Fields, field => field == "BillingStreet"
            ? string.Join('\n', DesktopForms.StreetOf(LinesOf(customer), customer.Name, customer["CompanyName"], customer["FirstName"], customer["LastName"]))
            : customer[DesktopForms.PathOf(field)]),
        Deleted = !customer.IsActive,
        IsJob = customer.Parent is not null,
        HasOpenBalance = customer.Balance != 0,
        OwnName = customer.Name,
    };

    /// <summary>What a person puts into which elements.</summary>
    private static IEnumerable<(string Path, string? Value)> Elements(string field, string? value)
    {
        var typed = DesktopForms.Typed(field, value);
        if (field != "BillingStreet")
            return [(DesktopForms.PathOf(field), typed)];
        var lines = DesktopForms.LinesOf(typed ?? "");
        return Enumerable.Range(1, 5).Select(line => ($"BillAddress.Addr{line}", line <= lines.Count ? lines[line - 1] : null));
    }

    private CompanyCustomer Find(string id) => _file.Customers.Single(customer => customer.ListId == id);
}
