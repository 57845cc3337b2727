using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;
using CrmQbSync.Running;
using CrmQbSync.Selection;

namespace CrmQbSync.Cmdlets;

/// <summary>Shows what a run would do, with a profile's two sides or with two sets in memory. Writes nothing.</summary>
[Cmdlet(VerbsData.Compare, "ContactSet", DefaultParameterSetName = ProfileSet)]
[OutputType(typeof(ContactChange))]
public sealed class CompareContactSetCommand : ProfileCmdlet
{
    private const string ProfileSet = "Profile";
    private const string MemorySet = "Memory";

    /// <summary>The profile; for two sets in memory its policies and mappings only.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ProfileSet)]
    [Parameter(ParameterSetName = MemorySet)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument? Profile { get; set; }

    /// <summary>The contacts: Contact objects, or objects with the canonical property names.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MemorySet)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? CrmContact { get; set; }

    /// <summary>The customers: Contact objects, or objects with the canonical property names.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MemorySet)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? QbCustomer { get; set; }

    /// <summary>The mode, if not the profile's.</summary>
    [Parameter]
    public SyncMode? Mode { get; set; }

    /// <summary>The priority, if not the profile's.</summary>
    [Parameter]
    public SyncPriority? Priority { get; set; }

    /// <summary>Only the records with these addresses, and their counterparts.</summary>
    [Parameter(ParameterSetName = ProfileSet)]
    public string[]? Email { get; set; }

    /// <summary>Look at every record again, even if unchanged.</summary>
    [Parameter(ParameterSetName = ProfileSet)]
    public SwitchParameter All { get; set; }

    /// <summary>Show pairs that agree, too.</summary>
    [Parameter]
    public SwitchParameter IncludeUnchanged { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = new RunOptions { Mode = Mode, Priority = Priority, IncludeUnchanged = IncludeUnchanged, All = All };
        if (ParameterSetName == MemorySet)
            CompareMemory(options);
        else
            CompareProfile(ReadProfile(Profile), options);
    }

    private void CompareProfile(SyncProfile profile, RunOptions options)
    {
        var selection = new SelectionBuilder(profile);
        if (IsGiven(nameof(Email)))
            selection.Add(null, null, Email);
        if (selection.SelectsNothing)
        {
            WarnNothingSelected("nothing was compared");
            return;
        }
        WriteChanges(profile, selection.Apply(options));
    }

    private void WriteChanges(SyncProfile profile, RunOptions options) => Run(async (output, token) =>
    {
        var observer = Observe(output, $"Comparing contacts of {profile.Name}");
        await foreach (var change in Sync.CompareAsync(profile, options, observer, token).WithCancellation(token).ConfigureAwait(false))
            output.Write(change);
        observer.Complete();
    });

    private void CompareMemory(RunOptions options)
    {
        var profile = Profile is null ? null : ReadProfile(Profile);
        var crm = Try(() => new ContactReader(Side.Crm, profile).Read(CrmContact));
        var qb = Try(() => new ContactReader(Side.Qb, profile).Read(QbCustomer));
        Run((output, token) =>
        {
            foreach (var change in Sync.CompareSets(crm, qb, profile, options))
            {
                token.ThrowIfCancellationRequested();
                output.Write(change);
            }
            return Task.CompletedTask;
        });
    }
}
