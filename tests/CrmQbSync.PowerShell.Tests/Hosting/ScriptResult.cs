using System.Management.Automation;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>What a script gave.</summary>
internal sealed record ScriptResult(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Warnings)
{
    /// <summary>A property of the only object.</summary>
    public object? this[string property] => Assert.Single(Output).Properties[property].Value;

    /// <summary>The output as text.</summary>
    public IReadOnlyList<string> Texts => [.. Output.Select(item => item?.ToString() ?? "")];
}
