namespace CrmQbSync.Files;

/// <summary>Puts a file that was written beside another one in its place, in one step.</summary>
internal static class FileReplacement
{
    private const int Attempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Moves a file over another, which need not exist.</summary>
    /// <exception cref="IOException">It cannot be done; both are as they were.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Move(string fresh, string target) => WithPatience(() => File.Move(fresh, target, overwrite: true), IsHeld, Thread.Sleep);

    /// <summary>Replaces a file by another that takes over its rights and attributes; Windows only.</summary>
    /// <exception cref="IOException">It cannot be done: the target is as it was or, where it no longer exists, its new content is in the fresh file.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Replace(string fresh, string target) => WithPatience(
        () => Replace(fresh, target, (from, to) => File.Replace(from, to, destinationBackupFileName: null)), IsHeld, Thread.Sleep);

    /// <summary>Replaces a file by means that may fail between taking the old one away and giving its name to the new one, as Windows' own may.</summary>
    internal static void Replace(string fresh, string target, Action<string, string> replace)
    {
        try
        {
            replace(fresh, target);
        }
        catch (IOException) when (!File.Exists(target) && File.Exists(fresh))
        {
            File.Move(fresh, target);
        }
    }

    /// <summary>
    /// Windows moves nothing over a file that somebody reads, nor a file that somebody looks at: other processes of ours and virus scanners let go
    /// within milliseconds, and are waited for.
    /// </summary>
    internal static void WithPatience(Action move, Func<Exception, bool> isHeld, Action<TimeSpan> wait)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                move();
                return;
            }
            catch (Exception exception) when (attempt < Attempts && isHeld(exception))
            {
                wait(Pause);
            }
        }
    }

    // Access denied is what a move over an open file gives.
    private static bool IsHeld(Exception exception) => exception is IOException io
        ? FileFaults.IsHeld(io)
        : OperatingSystem.IsWindows() && exception is UnauthorizedAccessException;
}
