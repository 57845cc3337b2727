using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CrmQbSync.Running;

/// <summary>Reads a stream ahead of whoever uses it: while one block of it is dealt with, another processor makes the next.</summary>
internal static class ReadAhead
{
    private const int BlockLength = 512;
    private const int BlocksAhead = 4;

    /// <summary>The stream in blocks.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<T>> BlocksAsync<T>(IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<List<T>>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(stream, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var block in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return block;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Hands the end of the stream, good or bad, to the channel: it never throws itself.</summary>
    private static async Task ReadAsync<T>(IAsyncEnumerable<T> stream, ChannelWriter<List<T>> writer, CancellationToken cancellationToken)
    {
        try
        {
            var block = new List<T>(BlockLength);
            await foreach (var item in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                block.Add(item);
                if (block.Count < BlockLength)
                    continue;
                await writer.WriteAsync(block, cancellationToken).ConfigureAwait(false);
                block = new List<T>(BlockLength);
            }
            if (block.Count > 0)
                await writer.WriteAsync(block, cancellationToken).ConfigureAwait(false);
            writer.Complete();
        }
        catch (Exception exception)
        {
            writer.Complete(exception);
        }
    }
}
