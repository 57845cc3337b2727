using System.Management.Automation;
using CrmQbSync.Scheduling;

namespace CrmQbSync;

/// <summary>What <c>-RunAs</c> takes: a credential, or the name of an account that Windows itself knows the password of.</summary>
public sealed class AccountArgument
{
    /// <summary>An account with its password.</summary>
    public AccountArgument(PSCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        Account = new TaskAccount(credential.UserName, credential.Password);
    }

    /// <summary>A group managed service account (its name ends with $), or a service account of Windows.</summary>
    public AccountArgument(string name) => Account = new TaskAccount(name, null);

    /// <summary>The account.</summary>
    internal TaskAccount Account { get; }

    /// <summary>Never the password.</summary>
    public override string ToString() => Account.Name;
}
