using System.Globalization;
using CrmQbSync.Connections.Http;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Profiles;
using CrmQbSync.Secrets;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Serves the Web Connector for some profiles: each of its sessions is a run.</summary>
/// <param name="web">The clock and the secrets.</param>
/// <param name="states">Where states are.</param>
/// <param name="connections">Makes the connections of the other side.</param>
internal sealed class WebConnectorHost(WebServices web, IStateStoreFactory states, IConnectionFactory connections)
{
    /// <summary>Who waits for whom in a session, and how long.</summary>
    public SessionTimes Times { get; init; } = new();

    /// <summary>Serves until it is stopped.</summary>
    /// <param name="profiles">The profiles; each with QuickBooks Desktop.</param>
    /// <param name="watcher">Who is told what happens.</param>
    /// <param name="cancellationToken">Stops it: what is in flight settles and is recorded.</param>
    /// <exception cref="SyncException">ListenFailed, SecretMissing, ProfileInvalid, InputInvalid, SourceNotFound.</exception>
    public async Task ServeAsync(IReadOnlyList<SyncProfile> profiles, IWebConnectorWatcher watcher, CancellationToken cancellationToken)
    {
        var endpoints = new List<WebConnectorEndpoint>();
        foreach (var profile in profiles)
            endpoints.Add(new WebConnectorEndpoint(await OptionsOfAsync(profile, watcher, cancellationToken).ConfigureAwait(false), web.Clock));
        CheckPaths(endpoints);
        var server = WebConnectorServer.Start(endpoints, web.Clock);
        await using var scope = server.ConfigureAwait(false);
        foreach (var endpoint in endpoints)
            watcher.Serving(endpoint.Options.Profile, endpoint.Options.Address);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The settings of a profile's QuickBooks Desktop.</summary>
    /// <exception cref="SyncException">InputInvalid: it has another QuickBooks.</exception>
    public static QuickBooksDesktopSettings SettingsOf(SyncProfile profile) => profile.Qb as QuickBooksDesktopSettings ?? throw new SyncException(
        SyncErrorId.InputInvalid,
        $"Profile '{profile.Name}' does not work with the Web Connector: its qb.type is {profile.Qb.Type}.",
        "Name a profile with qb.type: QuickBooksDesktop.")
    {
        Subject = profile.Path,
    };

    /// <summary>Writes a profile's .qwc file.</summary>
    /// <exception cref="SyncException">InputInvalid, ProfileInvalid, SecretMissing, StateFailed, OutputFailed.</exception>
    public async Task WriteFileAsync(SyncProfile profile, string path, CancellationToken cancellationToken)
    {
        var settings = SettingsOf(profile);
        var endpoint = await DesktopConnections.EndpointAsync(profile, settings, web, cancellationToken).ConfigureAwait(false);
        var file = new QwcFile
        {
            Name = $"CrmQbSync {profile.Name}",
            Address = endpoint.Address,
            UserName = endpoint.UserName,
            Identity = WebConnectorIdentity.FindOrMake(profile.StateFile),
            RunEvery = settings.RunEvery,
            NamesCompanyFile = endpoint.CompanyFile is not null,
        };
        try
        {
            await File.WriteAllTextAsync(path, file.Write(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(SyncErrorId.OutputFailed, $"'{path}' could not be written: {exception.Message}", "Name another place.", exception) { Subject = path };
        }
    }

    private async Task<EndpointOptions> OptionsOfAsync(SyncProfile profile, IWebConnectorWatcher watcher, CancellationToken cancellationToken)
    {
        var options = await DesktopConnections.EndpointAsync(profile, SettingsOf(profile), web, cancellationToken).ConfigureAwait(false);
        if (WebConnectorIdentity.Find(profile.StateFile) is null)
            throw DesktopConnection.NoIdentity(profile.Name);
        var sync = Engine(connections);
        return options with
        {
            Times = Times,
            RunAsync = (session, token) => RunAsync(profile, session, watcher, token),
            SupportPageAsync = (local, token) => new SupportPage(sync, profile, options.Address).WriteAsync(local, token),
        };
    }

    private async Task<(string? Error, string Summary)> RunAsync(SyncProfile profile, WebConnectorSession session, IWebConnectorWatcher watcher, CancellationToken cancellationToken)
    {
        var sync = Engine(new SessionConnections(connections, session, web.Clock));
        try
        {
            var result = await sync.RunAsync(profile, new RunOptions { Trigger = RunTrigger.WebConnector }, watcher.Observe(profile), cancellationToken).ConfigureAwait(false);
            await watcher.RanAsync(sync, profile, result, cancellationToken).ConfigureAwait(false);
            return (result.Error is null ? null : profile.Conceal($"{result.Error.Message} {result.Error.Advice}"), SummaryOf(result.Run));
        }
        catch (SyncException exception)
        {
            watcher.Failed(profile, exception);
            return (profile.Conceal($"{exception.Message} {exception.Advice}"), "Failed");
        }
    }

    private static string SummaryOf(SyncRun? run) => run is null ? "OK" : string.Create(
        CultureInfo.InvariantCulture,
        $"Run {run.SyncId}: {run.QbCreated} added, {run.QbUpdated} changed here; {run.CrmCreated} added, {run.CrmUpdated} changed in the CRM; {run.Failed} failed");

    private ContactSync Engine(IConnectionFactory sides) => new(new SyncServices
    {
        Clock = web.Clock,
        Connections = sides,
        States = states,
        NewToken = () => Guid.NewGuid().ToString("N"),
        Secrets = web.SecretsOf,
        Notifier = ContactSyncFactory.CreateNotifier(web),
    });

    private static void CheckPaths(List<WebConnectorEndpoint> endpoints)
    {
        if (endpoints.GroupBy(endpoint => endpoint.Options.Binding.AbsoluteUri, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is not { } twice)
            return;
        throw new SyncException(
            SyncErrorId.InputInvalid,
            $"The profiles {string.Join(" and ", twice.Select(endpoint => $"'{endpoint.Options.Profile}'"))} have the same address {twice.Key}.",
            "Give each a path of its own under qb.listen, such as http://localhost:8085/acme/.");
    }
}
