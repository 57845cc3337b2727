using CrmQbSync.Running;

namespace CrmQbSync.Pipeline;

/// <summary>Tells the user of a cmdlet what happens while the Web Connector is served. Nothing that fails in a session ends the serving.</summary>
internal sealed class WebConnectorWatcher(CmdletOutput output) : IWebConnectorWatcher
{
    /// <inheritdoc/>
    public void Serving(string profile, Uri address) => output.Verbose($"Waiting for the QuickBooks Web Connector at {address.AbsoluteUri} (profile {profile}). Ctrl+C ends it.");

    /// <inheritdoc/>
    public IRunObserver Observe(SyncProfile profile) => new RunObserver(output, $"Synchronising contacts of {profile.Name}", TimeProvider.System);

    /// <inheritdoc/>
    public async Task RanAsync(IContactSync sync, SyncProfile profile, RunResult result, CancellationToken cancellationToken)
    {
        try
        {
            await RunReport.WriteAsync(sync, profile, result, withEntries: false, output, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            Failed(profile, exception);
        }
    }

    /// <inheritdoc/>
    public void Failed(SyncProfile profile, SyncException error) => output.Error(ErrorRecords.Of(
        new SyncException(error.Id, profile.Conceal(error.Message), profile.Conceal(error.Advice), error) { Subject = error.Subject }, profile.Path));
}
