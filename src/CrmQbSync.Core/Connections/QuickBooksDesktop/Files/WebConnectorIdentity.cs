using System.Text.Json;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// The two GUIDs by which QuickBooks and a company file know a profile. They are made once and kept beside the state: a company file that was stamped
/// with them refuses others.
/// </summary>
/// <param name="OwnerId">The application's, in braces.</param>
/// <param name="FileId">The company file's, in braces.</param>
internal sealed record WebConnectorIdentity(string OwnerId, string FileId)
{
    /// <summary>Where they are kept.</summary>
    public static string PathOf(string statePath) => statePath + ".qbwc.json";

    /// <summary>Those of a profile; null if none were made yet.</summary>
    /// <exception cref="SyncException">StateInvalid or StateFailed.</exception>
    public static WebConnectorIdentity? Find(string statePath)
    {
        var path = PathOf(statePath);
        if (SmallFile.Read(path) is not { } text)
            return null;
        try
        {
            if (JsonSerializer.Deserialize<WebConnectorIdentity>(text) is { OwnerId: { } owner, FileId: { } file } known && Guid.TryParseExact(owner, "B", out _) && Guid.TryParseExact(file, "B", out _))
                return known;
        }
        catch (JsonException)
        {
            // Told below, as any other fault of the file.
        }
        throw new SyncException(
            SyncErrorId.StateInvalid,
            $"The file '{path}' does not hold the ids of the profile's Web Connector application any more.",
            "Bring it back from a backup: the company file knows the profile by them. Without one, remove the application in the Web Connector, delete the file, run New-QbWebConnectorFile and add its .qwc file anew.")
        {
            Subject = path,
        };
    }

    /// <summary>Those of a profile, made now if there are none.</summary>
    /// <exception cref="SyncException">StateInvalid or StateFailed.</exception>
    public static WebConnectorIdentity FindOrMake(string statePath)
    {
        if (Find(statePath) is { } known)
            return known;
        static string NewId() => Guid.NewGuid().ToString("B").ToUpperInvariant();
        var made = new WebConnectorIdentity(NewId(), NewId());
        SmallFile.Write(PathOf(statePath), JsonSerializer.Serialize(made));
        return made;
    }
}
