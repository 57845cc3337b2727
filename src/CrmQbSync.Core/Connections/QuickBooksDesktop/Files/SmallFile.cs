using CrmQbSync.Files;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Small files beside the profile's state, replaced in one step.</summary>
internal static class SmallFile
{
    /// <summary>The text of a file; null if there is none.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, exception);
        }
    }

    /// <summary>Writes a file so that a crash leaves the old one or the new one.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public static void Write(string path, string text)
    {
        var fresh = path + ".new";
        try
        {
            using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                using (var writer = new StreamWriter(stream, leaveOpen: true))
                    writer.Write(text);
                stream.Flush(flushToDisk: true);
            }
            FileReplacement.Move(fresh, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, exception);
        }
    }

    /// <summary>Removes a file, if it is there.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, exception);
        }
    }

    private static SyncException Failed(string path, Exception inner) => new(
        SyncErrorId.StateFailed,
        $"The file '{path}', which belongs to the profile's state, could not be read or written: {inner.Message}",
        "Look at the folder's rights and free space.",
        inner)
    {
        Subject = path,
    };
}
