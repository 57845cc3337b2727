using System.Management.Automation;

namespace CrmQbSync.EmptyModule;

/// <summary>Does nothing: what a binary module costs at the least.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Empty")]
public sealed class TestEmptyCommand : PSCmdlet
{
}
