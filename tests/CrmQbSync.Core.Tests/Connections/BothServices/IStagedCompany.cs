using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The emulated QuickBooks of a stage: what people do there, and what is there.</summary>
internal interface IStagedCompany
{
    /// <summary>The customers and jobs, inactive ones too, as the laws look at them; without the parent of the jobs, which is nobody's business.</summary>
    IReadOnlyList<MemoryRecord> Customers { get; }

    /// <summary>What a service of that kind would take amiss.</summary>
    IEnumerable<string> Complaints { get; }

    /// <summary>Called before writes of ours are carried out.</summary>
    Action? BeforeWrite { set; }

    /// <summary>A person adds a customer, or a job of the parent of the jobs.</summary>
    /// <returns>Its id.</returns>
    string Add(Seed seed, string name);

    /// <summary>A person edits a field.</summary>
    void Edit(string id, string field, string? value);

    /// <summary>A person makes a customer inactive, or deletes it where that is possible, as the choice says.</summary>
    void Delete(string id, int choice);

    /// <summary>A person makes a customer active again, if its name is still free.</summary>
    void Restore(string id);

    /// <summary>A person edits what no field of the profile maps, of every active customer.</summary>
    void TouchAll(int time);
}
