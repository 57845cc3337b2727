using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Selection;
using CrmQbSync.State;

namespace CrmQbSync.Cmdlets;

/// <summary>Lists the runs of a profile, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "ContactSyncHistory")]
[OutputType(typeof(SyncRun))]
public sealed class GetContactSyncHistoryCommand : PipedProfileCmdlet
{
    /// <summary>Only these runs.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(SyncIdCompleter))]
    public long[]? SyncId { get; set; }

    /// <summary>Only the newest so many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>Only runs that started at or after this time.</summary>
    [Parameter]
    [InvariantTime]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only runs with one of these statuses.</summary>
    [Parameter]
    public RunStatus[]? Status { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        var query = new RunQuery { SyncIds = SyncId, Last = Last, Since = Since, Statuses = Status };
        WriteAll(token => Sync.GetHistoryAsync(profile, query, token));
    }
}
