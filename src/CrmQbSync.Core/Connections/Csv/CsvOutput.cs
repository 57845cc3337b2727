using CrmQbSync.Files;

namespace CrmQbSync.Connections.Csv;

/// <summary>Replaces files on the real file system.</summary>
internal sealed class CsvOutput : ICsvOutput
{
    private const string TemporaryExtension = ".crmqbsync-tmp";
    private static readonly TimeSpan LeftOverAge = TimeSpan.FromDays(1);
    private readonly TimeProvider _clock;

    public CsvOutput(TimeProvider clock) => _clock = clock;

    /// <summary>The file that a path leads to, through symbolic links: the link stays, its target is replaced.</summary>
    public static string TargetOf(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <inheritdoc/>
    public (string Path, Stream Stream) CreateTemporary(string target)
    {
        if (IsReadOnly(target))
            throw new UnauthorizedAccessException("The file is read-only.");
        var folder = Path.GetDirectoryName(target)!;
        RemoveLeftOvers(folder, target);
        var path = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}{TemporaryExtension}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return (path, new FileStream(path, options));
    }

    /// <inheritdoc/>
    public void Settle(Stream stream)
    {
        if (stream is FileStream file)
            file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Replace(string temporary, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            FileReplacement.Replace(temporary, target);
            return;
        }
        UnixFileOwner.Copy(target, temporary);
        File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        File.Move(temporary, target, overwrite: true);
    }

    /// <inheritdoc/>
    public void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Why nothing was written is what has to be told; a later write removes what is left over.
        }
    }

    private static bool IsReadOnly(string target)
    {
        const UnixFileMode anyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        // A rename would overwrite a write-protected file without asking.
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(target) & anyWrite) == 0)
            return true;
        // Root may write whosever file it is; .NET looks at owner and groups alone.
        return (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) && new FileInfo(target).IsReadOnly;
    }

    /// <summary>Customers' data of a write that was killed is not left lying about.</summary>
    private void RemoveLeftOvers(string folder, string target)
    {
        var before = _clock.GetUtcNow().UtcDateTime - LeftOverAge;
        foreach (var path in Directory.EnumerateFiles(folder, $".{Path.GetFileName(target)}.*{TemporaryExtension}"))
        {
            if (File.GetLastWriteTimeUtc(path) < before)
                File.Delete(path);
        }
    }
}
