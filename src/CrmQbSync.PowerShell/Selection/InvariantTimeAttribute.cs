using System.Globalization;
using System.Management.Automation;

namespace CrmQbSync.Selection;

/// <summary>Reads a time given as text with the invariant culture; PowerShell itself would take the user's for parameters. Without offset it is local.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InvariantTimeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) => time,
            string text => throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a time. Write it as 2026-01-31 or 2026-01-31T13:45:00+01:00."),
            var other => other,
        };
}
