using System.Management.Automation;
using CrmQbSync.Completion;

namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet whose profile may come by pipeline.</summary>
public abstract class PipedProfileCmdlet : ProfileCmdlet
{
    /// <summary>The profile: a path, a name, a file, or what Get-ContactSyncProfile returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument? Profile { get; set; }
}
