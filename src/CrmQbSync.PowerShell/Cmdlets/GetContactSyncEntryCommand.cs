using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Selection;
using CrmQbSync.State;

namespace CrmQbSync.Cmdlets;

/// <summary>Shows what runs did, with their error messages.</summary>
[Cmdlet(VerbsCommon.Get, "ContactSyncEntry")]
[OutputType(typeof(SyncEntry))]
public sealed class GetContactSyncEntryCommand : PipedProfileCmdlet
{
    /// <summary>The Sync IDs of the runs.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(SyncIdCompleter))]
    public long[] SyncId { get; set; } = [];

    /// <summary>Only entries with one of these statuses.</summary>
    [Parameter]
    public EntryStatus[]? Status { get; set; }

    /// <summary>Only entries of these addresses.</summary>
    [Parameter]
    public string[]? Email { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        var emails = IsGiven(nameof(Email)) ? Texts.Filled(Email) : null;
        if (emails is { Count: 0 })
        {
            WarnNothingSelected("no entry is shown");
            return;
        }
        foreach (var syncId in SyncId)
        {
            var query = new EntryQuery { SyncId = syncId, Statuses = Status, Emails = emails };
            WriteAll(token => Sync.GetEntriesAsync(profile, query, token));
        }
    }
}
