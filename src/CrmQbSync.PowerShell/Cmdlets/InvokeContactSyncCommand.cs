using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;
using CrmQbSync.Running;
using CrmQbSync.Selection;
using CrmQbSync.State;

namespace CrmQbSync.Cmdlets;

/// <summary>Runs a synchronisation.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ContactSync", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncRun), typeof(SyncEntry), typeof(ContactChange))]
public sealed class InvokeContactSyncCommand : ProfileCmdlet
{
    // One run a profile, in the order in which the profiles were named.
    private readonly List<SelectionBuilder> _runs = [];

    /// <summary>The profile: a path, a name, a file, or what Get-ContactSyncProfile returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Path", "FullName")]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument? Profile { get; set; }

    /// <summary>The mode, if not the profile's.</summary>
    [Parameter]
    public SyncMode? Mode { get; set; }

    /// <summary>The priority, if not the profile's.</summary>
    [Parameter]
    public SyncPriority? Priority { get; set; }

    /// <summary>Only the records with these addresses, and their counterparts.</summary>
    [Parameter]
    public string[]? Email { get; set; }

    /// <summary>Only these contacts, and their counterparts.</summary>
    [Parameter]
    public string[]? CrmId { get; set; }

    /// <summary>Only these customers, and their counterparts.</summary>
    [Parameter]
    public string[]? QbId { get; set; }

    /// <summary>Contacts, links, conflicts, entries or objects with CrmId, QbId or Email select records; changes are applied.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Handle every record again, even if unchanged.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Let this run pass the safety stops.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>What the history shows as having started the run.</summary>
    [Parameter]
    [PSDefaultValue(Value = RunTrigger.Manual)]
    public RunTrigger Trigger { get; set; }

    /// <summary>How long to wait for the QuickBooks Web Connector, where QuickBooks is reached through it.</summary>
    [Parameter]
    [ValidateRange(1, 1440)]
    [PSDefaultValue(Value = 20)]
    public int TimeoutMinutes { get; set; }

    /// <summary>Give the run's entries too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var run = RunOf(ReadProfile(Profile));
        if (!IsGiven(nameof(InputObject)))
            return;
        // A profile or its file that came by pipeline says which profile, not which records.
        var records = (InputObject ?? []).Where(input => input?.BaseObject is not (SyncProfile or FileInfo)).ToList();
        if (records.Count == 0 && InputObject is { Length: > 0 })
            return;
        Try(() => run.AddAll(records));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // PowerShell refused all that came by pipeline, and said so: it names no profile.
        if (_runs.Count == 0 && InputObject is not null)
            return;
        var selected = _runs.Where(run => !run.SelectsNothing).ToList();
        if (selected.Count == 0)
        {
            WarnNothingSelected("no run was started");
            return;
        }
        // All input is checked before the first run begins.
        var planned = selected.Select(run => (run.Profile, Options: Try(() => run.Apply(Options())))).ToList();
        foreach (var (profile, options) in planned)
        {
            if (IsWhatIf)
                Preview(profile, options);
            else
                Synchronize(profile, options);
        }
    }

    private SelectionBuilder RunOf(SyncProfile profile)
    {
        if (_runs.Find(run => run.Profile.Path == profile.Path) is { } known)
            return known;
        var run = new SelectionBuilder(profile);
        if (IsGiven(nameof(Email)) || IsGiven(nameof(CrmId)) || IsGiven(nameof(QbId)))
            run.Add(CrmId, QbId, Email);
        _runs.Add(run);
        return run;
    }

    private RunOptions Options() => new()
    {
        Mode = Mode,
        Priority = Priority,
        All = All,
        Force = Force,
        Trigger = Trigger,
        Timeout = IsGiven(nameof(TimeoutMinutes)) ? TimeSpan.FromMinutes(TimeoutMinutes) : null,
    };

    private void Preview(SyncProfile profile, RunOptions options) => Run(async (output, token) =>
    {
        output.ShouldProcess($"Synchronising contacts with the profile {profile.Name}", "", "");
        var observer = Observe(output, $"Comparing contacts of {profile.Name}");
        await foreach (var change in Sync.CompareAsync(profile, options, observer, token).WithCancellation(token).ConfigureAwait(false))
            output.Write(change);
        observer.Complete();
    });

    private void Synchronize(SyncProfile profile, RunOptions options) => Run(async (output, token) =>
    {
        var observer = Observe(
            output,
            $"Synchronising contacts of {profile.Name}",
            figures => output.ShouldProcess(
                $"Synchronising contacts with the profile {profile.Name}. {figures}.",
                $"Write this with the profile {profile.Name}? {figures}.",
                "Synchronise contacts"));
        var result = await Sync.RunAsync(profile, options, observer, token).ConfigureAwait(false);
        observer.Complete();
        await RunReport.WriteAsync(Sync, profile, result, PassThru, output, token).ConfigureAwait(false);
    });
}
