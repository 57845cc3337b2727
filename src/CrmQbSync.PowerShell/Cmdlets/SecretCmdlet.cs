using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Secrets;

namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet that works with the secret store.</summary>
public abstract class SecretCmdlet : ProfileCmdlet
{
    /// <summary>A profile whose vault is meant; without it, the store of the profiles that name none.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument? Profile { get; set; }

    /// <summary>The store that is meant.</summary>
    private protected ISecretStore Secrets => Engine.SecretsOf(Profile is null ? null : ReadProfile(Profile).SecretVault);
}
