using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace CrmQbSync.Secrets;

/// <summary>
/// Files that administrators, the system, whoever made the folder, and accounts that were allowed to may read: what they hold is
/// sealed for the machine, so that the rights are what keeps others out.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsMachineFiles : IPrivateFiles, IFolderRights
{
    private const InheritanceFlags All = InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit;

    private static readonly WellKnownSidType[] Everybody =
        [WellKnownSidType.WorldSid, WellKnownSidType.BuiltinUsersSid, WellKnownSidType.AuthenticatedUserSid, WellKnownSidType.InteractiveSid, WellKnownSidType.BuiltinGuestsSid];

    /// <inheritdoc/>
    public void PrepareFolder(string folder)
    {
        var directory = new DirectoryInfo(folder);
        if (!directory.Exists)
        {
            directory.Parent?.Create();
            directory.Create(RightsOfOurs());
        }
        Refuse(folder, directory.GetAccessControl());
    }

    /// <inheritdoc/>
    public void Check(string file) => Refuse(file, new FileInfo(file).GetAccessControl());

    /// <inheritdoc/>
    public FileStream Open(string file, FileMode mode, FileAccess access, FileShare share) => new(file, mode, access, share);

    /// <inheritdoc/>
    public void Flush(string folder)
    {
        // NTFS writes names with its journal; there is nothing to ask for.
    }

    /// <summary>They may write too: a sign-in whose token changes is kept by the task itself.</summary>
    public void Allow(string folder, IReadOnlyList<string> accounts)
    {
        var known = accounts.Select(IdentityOf).ToList();
        var directory = new DirectoryInfo(folder);
        var rights = directory.GetAccessControl();
        foreach (var identity in known)
            rights.AddAccessRule(new FileSystemAccessRule(identity, FileSystemRights.Modify, All, PropagationFlags.None, AccessControlType.Allow));
        directory.SetAccessControl(rights);
    }

    /// <inheritdoc/>
    public string? Stranger(string folder)
    {
        var owner = (SecurityIdentifier)new DirectoryInfo(folder).GetAccessControl(AccessControlSections.Owner).GetOwner(typeof(SecurityIdentifier))!;
        using var user = WindowsIdentity.GetCurrent();
        if (owner == user.User || owner.IsWellKnown(WellKnownSidType.LocalSystemSid) || owner.IsWellKnown(WellKnownSidType.BuiltinAdministratorsSid))
            return null;
        return TryName(owner) is { } name ? $"'{name}'" : $"the account {owner.Value}";
    }

    // An account that was removed since has no name any more.
    private static string? TryName(SecurityIdentifier identity)
    {
        try
        {
            return identity.Translate(typeof(NTAccount)).Value;
        }
        catch (IdentityNotMappedException)
        {
            return null;
        }
    }

    private static SecurityIdentifier IdentityOf(string account)
    {
        SecurityIdentifier identity;
        try
        {
            identity = (SecurityIdentifier)new NTAccount(account).Translate(typeof(SecurityIdentifier));
        }
        catch (IdentityNotMappedException exception)
        {
            throw new SyncException(
                SyncErrorId.InputInvalid,
                $"There is no account '{account}' on this machine or in its domain.",
                @"Write it as DOMAIN\name, or MACHINE\name; the name of a group managed service account ends with $.",
                exception)
            {
                Subject = account,
            };
        }
        return Everybody.Any(identity.IsWellKnown)
            ? throw new SyncException(SyncErrorId.InputInvalid, $"'{account}' stands for everybody, and secrets are not for everybody.", "Name the account that the task runs as.") { Subject = account }
            : identity;
    }

    private static DirectorySecurity RightsOfOurs()
    {
        var rights = new DirectorySecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        using var user = WindowsIdentity.GetCurrent();
        // Where the system gives what an administrator makes to that person alone, the accounts of tasks would not trust it.
        if (new WindowsPrincipal(user).IsInRole(WindowsBuiltInRole.Administrator))
            rights.SetOwner(new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null));
        IdentityReference[] ours =
        [
            new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null),
            new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null),
            user.User!,
        ];
        foreach (var identity in ours)
            rights.AddAccessRule(new FileSystemAccessRule(identity, FileSystemRights.FullControl, All, PropagationFlags.None, AccessControlType.Allow));
        return rights;
    }

    private static void Refuse(string path, FileSystemSecurity rights)
    {
        var open = rights.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
            .Cast<FileSystemAccessRule>()
            .Any(rule => rule.AccessControlType == AccessControlType.Allow
                && (rule.FileSystemRights & FileSystemRights.ReadData) != 0
                && Everybody.Any(known => ((SecurityIdentifier)rule.IdentityReference).IsWellKnown(known)));
        if (!open)
            return;
        throw new SyncException(
            SyncErrorId.SecretStoreFailed,
            $"Everybody may read '{path}', so it is not used for secrets.",
            "Leave only administrators, SYSTEM and the accounts of the tasks in its rights, and set the secrets anew if somebody may have read them.")
        {
            Subject = path,
        };
    }
}
