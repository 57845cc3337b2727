using System.Management.Automation;
using CrmQbSync.Profiles;

namespace CrmQbSync.Cmdlets;

/// <summary>Writes a commented starter profile.</summary>
[Cmdlet(VerbsCommon.New, "ContactSyncProfile", SupportsShouldProcess = true)]
[OutputType(typeof(string))]
public sealed class NewContactSyncProfileCommand : ProfileCmdlet
{
    /// <summary>The file to be written.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <summary>The kind of CRM connection.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("ZohoCrm", "Csv")]
    public string Crm { get; set; } = "";

    /// <summary>The kind of QuickBooks connection.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateSet("QuickBooksOnline", "QuickBooksDesktop", "Csv")]
    public string Qb { get; set; } = "";

    /// <summary>The mode; without it the default, in a comment.</summary>
    [Parameter]
    public SyncMode? Mode { get; set; }

    /// <summary>The priority; without it the default, in a comment.</summary>
    [Parameter]
    public SyncPriority? Priority { get; set; }

    /// <summary>A preset.</summary>
    [Parameter]
    [ValidateSet("Classic")]
    public string? Preset { get; set; }

    /// <summary>Let a run without selection handle every record again.</summary>
    [Parameter]
    public SwitchParameter TransferAll { get; set; }

    /// <summary>Overwrite a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = Try(() => ProfilePaths.OutputPath(SessionState, Path));
        if (!ShouldProcess($"Writing the profile '{path}'", $"Write the profile '{path}'?", "Write a profile"))
            return;
        WriteObject(Try(() => Store.Create(new StarterProfile
        {
            Path = path,
            Crm = Crm,
            Qb = Qb,
            Mode = Mode,
            Priority = Priority,
            Preset = Preset,
            TransferAll = TransferAll,
            Force = Force,
        })));
    }
}
