using CrmQbSync.Profiles;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A CRM in memory, in which nothing goes wrong.</summary>
internal sealed class MemoryPlayedCrm(MemorySide side) : IPlayedCrm
{
    public IReadOnlyList<SeenRecord> Contacts =>
    [
        .. side.Existing.Select(record => new SeenRecord(record.Id, record.Id, Pools.Fields.Where(name => record[name] is not null).ToDictionary(name => name, name => record[name]!))),
    ];

    public int Writes => side.Log.Count;

    public bool Has(string field) => true;

    public void Add(Seed seed) => side.Add(seed.Values, seed.IsJob, seed.HasOpenBalance);

    public void Edit(string id, string field, string? value) => side.Edit(id, field, value);

    public void Delete(string id) => side.Delete(id);

    public void Restore(int choice)
    {
    }

    public SyncProfile Adapt(SyncProfile profile) => profile;

    public void Disturb(int choice)
    {
    }

    public void Calm()
    {
    }

    public void Advance(TimeSpan time)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
