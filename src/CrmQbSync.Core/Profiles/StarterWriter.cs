using System.Text;

namespace CrmQbSync.Profiles;

/// <summary>Writes a starter profile: all of it, or nothing.</summary>
internal static class StarterWriter
{
    /// <exception cref="SyncException">OutputFailed; InputInvalid for a connection or preset that does not exist.</exception>
    public static string Write(StarterProfile starter)
    {
        var path = ProfilePlaces.FullPath(starter.Path);
        var name = Path.GetFileNameWithoutExtension(path);
        if (name.Length is 0 or > 80 || TextRules.ProfileName.Wrong(name) is not null)
            throw Failed(path, "its name cannot be that of a profile", $"Use {TextRules.ProfileName.Right}, at most 80.");
        var text = StarterText.Compose(starter, name, ProfileSchema.AddressFor(ProgramFolder()));
        if (Directory.Exists(path))
            throw Failed(path, "it is a folder", "Give the path of the file to be written.");
        if (!starter.Force && File.Exists(path))
            throw Failed(path, "it exists", "Choose another path, or use -Force to overwrite it.");
        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder))
            throw Failed(path, "its folder does not exist", "Create the folder first, or choose another.");
        Write(path, text, starter.Force);
        return path;
    }

    private static string ProgramFolder() => Path.GetDirectoryName(typeof(StarterWriter).Assembly.Location) ?? AppContext.BaseDirectory;

    private static void Write(string path, string text, bool force)
    {
        // Beside the target, so that the move is one step; a reader sees the old file or the new one.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (force && File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
                throw Failed(path, "it is read-only", "Make it writable, or choose another path.");
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: force);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What could not even be named cannot be deleted either.
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw Failed(path, exception.Message.TrimEnd('.'), "Check that this account may write there and that the disk is not full.", exception);
        }
    }

    private static SyncException Failed(string path, string why, string advice, Exception? inner = null) =>
        new(SyncErrorId.OutputFailed, $"The profile '{path}' was not written: {why}.", advice, inner) { Subject = path };
}
