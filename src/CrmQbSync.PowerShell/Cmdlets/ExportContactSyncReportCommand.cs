using System.Management.Automation;
using CrmQbSync.Profiles;
using CrmQbSync.Reporting;
using CrmQbSync.Selection;

namespace CrmQbSync.Cmdlets;

/// <summary>Writes the sync status of a profile as one HTML file: runs over time, the list of Sync IDs, and for each its entries.</summary>
[Cmdlet(VerbsData.Export, "ContactSyncReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportContactSyncReportCommand : PipedProfileCmdlet
{
    /// <summary>The file to be written; one that exists is replaced.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Path { get; set; } = "";

    /// <summary>Only the newest so many runs; without it and -Since the newest 1000.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>Only runs that started at or after this time.</summary>
    [Parameter]
    [InvariantTime]
    public DateTimeOffset? Since { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        var path = Try(() => ProfilePaths.OutputPath(SessionState, Path));
        if (!ShouldProcess(
            $"Writing the sync status of the profile {profile.Name} to '{path}'",
            $"Write the sync status of the profile {profile.Name} to '{path}'?",
            "Write a report"))
        {
            return;
        }
        Run(async (output, token) =>
        {
            var observer = Observe(output, $"Writing the sync status of {profile.Name}");
            await Sync.ExportReportAsync(profile, new ReportOptions { Path = path, Last = Last, Since = Since }, observer, token).ConfigureAwait(false);
            observer.Complete();
            output.WriteFile(path);
        });
    }
}
