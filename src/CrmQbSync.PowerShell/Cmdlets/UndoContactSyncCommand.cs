using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Cmdlets;

/// <summary>Undoes a run: writes back what it overwrote and takes away what it created, where nobody changed it since.</summary>
[Cmdlet(VerbsCommon.Undo, "ContactSync", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SyncRun), typeof(ContactChange))]
public sealed class UndoContactSyncCommand : PipedProfileCmdlet
{
    /// <summary>The Sync ID of the run.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(SyncIdCompleter))]
    public long SyncId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        if (IsWhatIf)
            Preview(profile);
        else
            Undo(profile);
    }

    private void Preview(SyncProfile profile) => Run(async (output, token) =>
    {
        output.ShouldProcess($"Undoing run {SyncId} of the profile {profile.Name}", "", "");
        var observer = Observe(output, $"Looking at run {SyncId} of {profile.Name}");
        await foreach (var change in Sync.PreviewUndoAsync(profile, SyncId, observer, token).WithCancellation(token).ConfigureAwait(false))
            output.Write(change);
        observer.Complete();
    });

    private void Undo(SyncProfile profile) => Run(async (output, token) =>
    {
        var observer = Observe(
            output,
            $"Undoing run {SyncId} of {profile.Name}",
            figures => output.ShouldProcess(
                $"Undoing run {SyncId} of the profile {profile.Name}. {figures}.",
                $"Undo run {SyncId} of the profile {profile.Name}? {figures}.",
                "Undo a run"));
        var result = await Sync.UndoAsync(profile, SyncId, observer, token).ConfigureAwait(false);
        observer.Complete();
        await RunReport.WriteAsync(Sync, profile, result, withEntries: false, output, token).ConfigureAwait(false);
    });
}
