using CrmQbSync.Files;

namespace CrmQbSync.Secrets;

/// <summary>A folder of files that only their owner may read, each read and replaced in one piece.</summary>
/// <param name="path">The folder's full path.</param>
/// <param name="files">Keeps others out.</param>
/// <param name="rights">Lets some others in; null where that cannot be.</param>
internal sealed class PrivateFolder(string path, IPrivateFiles files, IFolderRights? rights = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // The files are small; what is longer was not written by us.
    private const int MaxBytes = 16 << 20;

    /// <summary>The folder's full path.</summary>
    public string Path { get; } = path;

    /// <summary>The full path of a file in it.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file's bytes; null if it is not there.</summary>
    /// <exception cref="SyncException">SecretStoreFailed if it cannot be read, or others can read it.</exception>
    public byte[]? Read(string name)
    {
        var path = PathOf(name);
        return Try(path, "read", () =>
        {
            if (!File.Exists(path))
                return null;
            Prepare();
            files.Check(path);
            return ReadWhole(path);
        });
    }

    /// <summary>Replaces a file, or makes it: a reader or a crash sees the old bytes or the new ones. Lasting when it returns.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public void Replace(string name, ReadOnlySpan<byte> bytes) => Write(name, bytes.ToArray(), overwrite: true);

    /// <summary>Makes a file unless there is one already, be it made by another process at this moment.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public void Create(string name, ReadOnlySpan<byte> bytes)
    {
        if (!File.Exists(PathOf(name)))
            Write(name, bytes.ToArray(), overwrite: false);
    }

    /// <summary>Lets accounts use the folder; it is made if it is not there.</summary>
    /// <exception cref="SyncException">InputInvalid, SecretStoreFailed.</exception>
    public void Allow(IReadOnlyList<string> accounts) => Try<object?>(Path, "opened to other accounts", () =>
    {
        Prepare();
        (rights ?? throw new NotSupportedException("The folder is one user's own.")).Allow(Path, accounts);
        return null;
    });

    /// <summary>Removes a file if it is there.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public void Remove(string name) => Try<object?>(PathOf(name), "removed", () =>
    {
        if (File.Exists(PathOf(name)))
            File.Delete(PathOf(name));
        return null;
    });

    /// <summary>Waits until no other process, and nobody else in this one, holds the lock of that name. The system takes it back if its holder dies.</summary>
    /// <exception cref="SyncException">SecretStoreFailed if it cannot be had.</exception>
    public async Task<IDisposable> LockAsync(string name, CancellationToken cancellationToken) =>
        await OpenAloneAsync(name, Patience, TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a file, made if it is not there, once no other process, and nobody else in this one, has it open so. The system takes it back if its holder dies.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="patience">How long to wait for the others.</param>
    /// <param name="pace">How often to look.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SyncException">SecretStoreFailed if it cannot be had.</exception>
    public async Task<FileStream> OpenAloneAsync(string name, TimeSpan patience, TimeSpan pace, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        // Another process works by the system's clock, whatever clock this one is given.
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return Try(path, "opened", () =>
                {
                    Prepare();
                    return files.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                });
            }
            catch (SyncException exception) when (IsHeldElsewhere(exception) && TimeProvider.System.GetElapsedTime(started) < patience)
            {
                await Task.Delay(pace, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A folder that somebody else made beforehand is not used: its owner could read whatever is put there.</summary>
    private void Prepare()
    {
        files.PrepareFolder(Path);
        if (rights?.Stranger(Path) is not { } stranger)
            return;
        throw new SyncException(
            SyncErrorId.SecretStoreFailed,
            $"'{Path}' belongs to {stranger}, who is neither an administrator nor the current user, so it is not used for secrets.",
            "If nobody knows why, remove the folder as an administrator, and set the machine's secrets anew. If an administrator made it, give it to them: "
            + $"icacls \"{Path}\" /setowner *S-1-5-32-544")
        {
            Subject = Path,
        };
    }

    private void Write(string name, byte[] bytes, bool overwrite)
    {
        var path = PathOf(name);
        Try<object?>(path, "written", () =>
        {
            Prepare();
            var next = $"{path}.{Guid.NewGuid():N}.new";
            try
            {
                using (var stream = files.Open(next, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                {
                    stream.Write(bytes);
                    stream.Flush(flushToDisk: true);
                }
                if (overwrite)
                    FileReplacement.Move(next, path);
                else
                    File.Move(next, path);
            }
            catch (IOException) when (!overwrite && File.Exists(path))
            {
                File.Delete(next);
            }
            catch
            {
                File.Delete(next);
                throw;
            }
            files.Flush(Path);
            return null;
        });
    }

    private static bool IsHeldElsewhere(SyncException exception) => exception.InnerException is IOException io && FileFaults.IsHeldByUs(io);

    private static byte[] ReadWhole(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (stream.Length > MaxBytes)
            throw new InvalidDataException($"it is longer than {MaxBytes} bytes");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static T Try<T>(string path, string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            throw new SyncException(
                SyncErrorId.SecretStoreFailed,
                $"'{path}' cannot be {what}: {exception.Message}",
                "Look at the folder's rights and the space on its disk. CRMQBSYNC_HOME names another folder.",
                exception)
            {
                Subject = path,
            };
        }
    }
}
