using System.Management.Automation;

namespace CrmQbSync;

/// <summary>What <c>-Profile</c> takes: a path, a name, a file, what Get-ContactSyncProfile returned, or any object with a Profile property.</summary>
public sealed class ProfileArgument
{
    /// <summary>A profile by path or name.</summary>
    public ProfileArgument(string nameOrPath) => NameOrPath = nameOrPath;

    /// <summary>A profile by its file.</summary>
    public ProfileArgument(FileInfo file) => NameOrPath = file?.FullName;

    /// <summary>A profile that was read already; it is read again, because its file may have changed.</summary>
    public ProfileArgument(SyncProfile profile) => NameOrPath = profile?.Path;

    /// <summary>The profile that an object belongs to.</summary>
    /// <exception cref="PSInvalidCastException">The object names no profile.</exception>
    public ProfileArgument(object value)
    {
        var properties = PSObject.AsPSObject(value).Properties;
        NameOrPath = (properties["Profile"] ?? properties["Path"] ?? properties["FullName"])?.Value?.ToString();
        if (string.IsNullOrEmpty(NameOrPath))
            throw new PSInvalidCastException("A profile is a path, a name, a file, what Get-ContactSyncProfile returned, or an object with a Profile property.");
    }

    /// <summary>The path or name.</summary>
    public string? NameOrPath { get; }

    /// <inheritdoc/>
    public override string ToString() => NameOrPath ?? "";
}
