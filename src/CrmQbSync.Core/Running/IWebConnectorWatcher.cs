namespace CrmQbSync.Running;

/// <summary>Who is told what happens while the Web Connector is served. Called from any thread.</summary>
internal interface IWebConnectorWatcher
{
    /// <summary>A profile is served from now on.</summary>
    void Serving(string profile, Uri address);

    /// <summary>Who watches a run.</summary>
    IRunObserver Observe(SyncProfile profile);

    /// <summary>A run ended, and is in the history.</summary>
    Task RanAsync(IContactSync sync, SyncProfile profile, RunResult result, CancellationToken cancellationToken);

    /// <summary>A session came, and no run could begin.</summary>
    void Failed(SyncProfile profile, SyncException error);
}
