using CrmQbSync.Profiles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>The CRM of a play over a company file: what people do in it, and what is in it.</summary>
internal interface IPlayedCrm : IAsyncDisposable
{
    /// <summary>The contacts that are not deleted.</summary>
    IReadOnlyList<SeenRecord> Contacts { get; }

    /// <summary>How many writes of ours it has carried out.</summary>
    int Writes { get; }

    /// <summary>Whether it has a field.</summary>
    bool Has(string field);

    void Add(Seed seed);

    void Edit(string id, string field, string? value);

    void Delete(string id);

    /// <summary>Brings a deleted contact back, if there is one.</summary>
    void Restore(int choice);

    /// <summary>The profile of a play as this CRM needs it.</summary>
    SyncProfile Adapt(SyncProfile profile);

    /// <summary>Something is about to go wrong between it and us, once or twice.</summary>
    void Disturb(int choice);

    /// <summary>All is well again.</summary>
    void Calm();

    /// <summary>Time passes.</summary>
    void Advance(TimeSpan time);
}
