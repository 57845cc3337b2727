using CrmQbSync.Connections;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Running;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The emulated Zoho CRM and an emulated QuickBooks, whichever that is, as a stage needs them.</summary>
internal interface IStagedServices : IAsyncDisposable
{
    ZohoCrmEmulator Zoho { get; }

    IStagedCompany Company { get; }

    /// <summary>The clock that everybody goes by.</summary>
    TimeProvider Clock { get; }

    /// <summary>What people are made of there.</summary>
    Pool Pool { get; }

    /// <summary>What both can hold; null for what the laws in memory assume.</summary>
    StoredForm? Store { get; }

    /// <summary>The profile of a policy.</summary>
    SyncProfile ProfileOf(ScenarioPolicy policy);

    /// <summary>A connection to one of them.</summary>
    IConnection Connect(SyncProfile profile, Side side, ConnectionDemands demands);

    /// <summary>Whoever has to call for some work to come to its end, calls until it does.</summary>
    Task<T> AttendAsync<T>(Task<T> work);

    /// <summary>Time passes.</summary>
    void Wait(int minutes);

    /// <summary>Something is to go wrong on either side.</summary>
    void AddFaults(Random random);

    /// <summary>Nothing goes wrong any more.</summary>
    void ClearFaults();

    /// <summary>Forgets what was asked of QuickBooks so far.</summary>
    void ForgetCalls();

    /// <summary>What was asked of QuickBooks since that a run without changes has no need of.</summary>
    IEnumerable<string> NeedlessCalls();

    /// <summary>What else a run did wrong, as only these services show.</summary>
    IEnumerable<string> Breaches(RunObservation run) => [];
}
