using System.Security;

namespace CrmQbSync.Scheduling;

/// <summary>The account that a task runs as.</summary>
/// <param name="Name">Its name, such as <c>CONTOSO\ann</c>, or <c>CONTOSO\sync$</c> of a group managed service account.</param>
/// <param name="Password">Its password; null where there is none to be given.</param>
public sealed record TaskAccount(string Name, SecureString? Password)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => Name;
}
