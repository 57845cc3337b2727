using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;
using CrmQbSync.Selection;

namespace CrmQbSync.Cmdlets;

/// <summary>Explains one person, field by field: both values, their bases, what was written by which rule and run, and what the next run will do.</summary>
[Cmdlet(VerbsCommon.Get, "ContactSyncExplanation")]
[OutputType(typeof(ContactSyncExplanation))]
public sealed class GetContactSyncExplanationCommand : PipedProfileCmdlet
{
    /// <summary>The person's e-mail address.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public string[] Email { get; set; } = [];

    /// <summary>Only these fields; without it all that have, or had, a value.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FieldNameCompleter))]
    public string[]? Field { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        var fields = IsGiven(nameof(Field)) ? Texts.Filled(Field) : null;
        foreach (var email in Texts.Filled(Email))
            Explain(profile, email, fields);
    }

    private void Explain(SyncProfile profile, string email, IReadOnlyCollection<string>? fields) => Run(async (output, token) =>
    {
        var observer = Observe(output, $"Looking at {email} in {profile.Name}");
        try
        {
            await foreach (var row in Sync.ExplainAsync(profile, email, fields, observer, token).WithCancellation(token).ConfigureAwait(false))
                output.Write(row);
        }
        catch (SyncException exception) when (exception.Id == SyncErrorId.ContactNotFound)
        {
            // One unknown address keeps nobody from learning about the others.
            output.Error(ErrorRecords.Of(exception));
        }
        observer.Complete();
    });
}
