using System.Management.Automation;
using CrmQbSync.Completion;

namespace CrmQbSync.Cmdlets;

/// <summary>Decides a field in conflict; the next run carries it out.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "ContactConflict", SupportsShouldProcess = true, DefaultParameterSetName = UseSet)]
[OutputType(typeof(void))]
public sealed class ResolveContactConflictCommand : PipedProfileCmdlet
{
    private const string UseSet = "Use";
    private const string ValueSet = "Value";

    /// <summary>The contact's id.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string CrmId { get; set; } = "";

    /// <summary>The customer's id.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string QbId { get; set; } = "";

    /// <summary>The field.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FieldNameCompleter))]
    public string Field { get; set; } = "";

    /// <summary>The side whose value is to stand.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UseSet)]
    public Side Use { get; set; }

    /// <summary>The value that is to stand on both sides; blank clears the field.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ValueSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Value { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        Side? use = ParameterSetName == UseSet ? Use : null;
        var value = string.IsNullOrEmpty(Value) ? null : Value;
        var decision = use is { } side ? $"the value of {side}" : value is null ? "a blank" : $"'{value}'";
        var what = $"{Field} of contact {CrmId} and customer {QbId} of the profile {profile.Name}";
        if (!ShouldProcess($"Deciding {what} for {decision}", $"Decide {what} for {decision}?", "Decide a conflict"))
            return;
        Run((_, token) => Sync.ResolveConflictAsync(profile, CrmId, QbId, Field, use, value, token));
    }
}
