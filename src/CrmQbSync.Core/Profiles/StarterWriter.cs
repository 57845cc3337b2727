using System.Text;
using CrmQbSync.Files;

namespace CrmQbSync.Profiles;

/// <summary>Writes a starter profile: all of it, or nothing.</summary>
internal static class StarterWriter
{
    /// <exception cref="SyncException">OutputFailed; InputInvalid for a connection or preset that does not exist.</exception>
    public static string Write(StarterProfile starter)
    {
        var path = ProfilePlaces.FullPath(starter.Path);
        var file = new OutputFile(path, "profile");
        var name = Path.GetFileNameWithoutExtension(path);
        if (name.Length is 0 or > 80 || TextRules.ProfileName.Wrong(name) is not null)
            throw file.Failed("its name cannot be that of a profile", $"Use {TextRules.ProfileName.Right}, at most 80.");
        var text = StarterText.Compose(starter, name, ProfileSchema.AddressFor(ProgramFolder()));
        if (!starter.Force && File.Exists(path))
            throw file.Failed("it exists", "Choose another path, or use -Force to overwrite it.");
        file.Check();
        Write(file, path, text, starter.Force);
        return path;
    }

    private static string ProgramFolder() => Path.GetDirectoryName(typeof(StarterWriter).Assembly.Location) ?? AppContext.BaseDirectory;

    private static void Write(OutputFile file, string path, string text, bool force)
    {
        // Beside the target, so that the move is one step; a reader sees the old file or the new one.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (force)
                FileReplacement.Move(temporary, path);
            else
                File.Move(temporary, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What could not even be named cannot be deleted either.
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw file.Failed(exception.Message.TrimEnd('.'), "Check that this account may write there and that the disk is not full.", exception);
        }
    }
}
