namespace CrmQbSync.Emulators.WebConnector;

/// <summary>A customer or job of the company file.</summary>
public sealed class CompanyCustomer
{
    /// <summary>The ListID.</summary>
    public required string ListId { get; init; }

    /// <summary>The customer's own name, unique under its parent.</summary>
    public required string Name { get; set; }

    /// <summary>The parent of a job; null for a customer.</summary>
    public CompanyCustomer? Parent { get; init; }

    /// <summary>Whether it is active.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>The open balance.</summary>
    public decimal Balance { get; set; }

    /// <summary>The same with that of all jobs.</summary>
    public decimal TotalBalance => Balance + Jobs.Sum(job => job.TotalBalance);

    /// <summary>Its jobs.</summary>
    internal List<CompanyCustomer> Jobs { get; } = [];

    /// <summary>Changes with every change.</summary>
    public string EditSequence { get; set; } = "";

    /// <summary>Local time of the machine of QuickBooks.</summary>
    public DateTime Created { get; set; }

    /// <summary>Local time of the machine of QuickBooks.</summary>
    public DateTime Modified { get; set; }

    /// <summary>Other elements by path, such as <c>BillAddress.Addr1</c>; none is blank.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Parents and name, joined by colons.</summary>
    public string FullName => Parent is null ? Name : $"{Parent.FullName}:{Name}";

    /// <summary>How many parents there are.</summary>
    public int Sublevel => Parent is null ? 0 : Parent.Sublevel + 1;

    /// <summary>A value; null if blank.</summary>
    public string? this[string path] => Values.GetValueOrDefault(path);
}
