using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;
using CrmQbSync.Running;

namespace CrmQbSync.Cmdlets;

/// <summary>Serves the QuickBooks Web Connector until it is stopped; each of its sessions is a run.</summary>
[Cmdlet(VerbsLifecycle.Start, "QbWebConnector", SupportsShouldProcess = true)]
[OutputType(typeof(SyncRun))]
public sealed class StartQbWebConnectorCommand : ProfileCmdlet
{
    private readonly List<SyncProfile> _served = [];

    /// <summary>The profiles: paths, names, files, or what Get-ContactSyncProfile returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument[]? Profile { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var argument in Profile ?? [])
        {
            var profile = ReadProfile(argument);
            if (_served.TrueForAll(known => !ProfilePaths.AreSame(known.Path, profile.Path)))
                _served.Add(profile);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var profile in _served)
            Try(() => WebConnectorHost.SettingsOf(profile));
        var names = string.Join(", ", _served.Select(profile => profile.Name));
        if (_served.Count == 0 || !ShouldProcess($"Serving the Web Connector for {names}", $"Serve the Web Connector for {names}?", "Serve the Web Connector"))
            return;
        Run((output, token) => WebConnector.ServeAsync(_served, new WebConnectorWatcher(output), token));
    }
}
