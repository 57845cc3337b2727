using System.Text;

namespace CrmQbSync.Files;

/// <summary>A text file that is written whole or not at all: beside its place first, then moved there in one step.</summary>
internal sealed class OutputFile(string path, string what)
{
    /// <summary>Writes it. A file that exists is replaced.</summary>
    /// <exception cref="SyncException">OutputFailed.</exception>
    public async Task WriteAsync(Func<TextWriter, Task> write, CancellationToken cancellationToken)
    {
        Check();
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var isDone = false;
        try
        {
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
            await using (stream.ConfigureAwait(false))
            {
                var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                await using (writer.ConfigureAwait(false))
                    await write(writer).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }
            cancellationToken.ThrowIfCancellationRequested();
            FileReplacement.Move(temporary, path);
            isDone = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Failed(exception.Message.TrimEnd('.'), "Check that this account may write there and that the disk is not full.", exception);
        }
        finally
        {
            // What could not even be named cannot be deleted either.
            if (!isDone && File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    /// <summary>What can be told before any work is done.</summary>
    /// <exception cref="SyncException">OutputFailed.</exception>
    public void Check()
    {
        if (IsDevice(path))
            throw Failed("it is a device", "Give the path of a file.");
        if (Directory.Exists(path))
            throw Failed("it is a folder", "Give the path of the file to be written.");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw Failed("its folder does not exist", "Create the folder first, or choose another.");
        if (File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
            throw Failed("it is read-only", "Make it writable, or choose another path.");
    }

    /// <summary>The error that tells why the file was not written.</summary>
    public SyncException Failed(string why, string advice, Exception? inner = null) =>
        new(SyncErrorId.OutputFailed, $"The {what} '{path}' was not written: {why}.", advice, inner) { Subject = path };

    // A device looks like a file, and would be replaced by one.
    private static bool IsDevice(string path) => OperatingSystem.IsWindows()
        ? path.StartsWith(@"\\.\", StringComparison.Ordinal)
        : path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);
}
