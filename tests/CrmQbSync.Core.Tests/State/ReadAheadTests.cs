using System.Runtime.CompilerServices;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.State;

public sealed class ReadAheadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(5_000)]
    public async Task Everything_comes_once_and_in_order(int count)
    {
        var read = new List<int>();
        await foreach (var block in ReadAhead.BlocksAsync(CountAsync(count, null), CancellationToken.None))
            read.AddRange(block);
        Assert.Equal(Enumerable.Range(0, count), read);
    }

    [Fact]
    public async Task What_breaks_the_stream_off_is_told_after_what_came_before()
    {
        var read = new List<int>();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var block in ReadAhead.BlocksAsync(CountAsync(2_000, 1_100), CancellationToken.None))
                read.AddRange(block);
        });
        Assert.Equal(Enumerable.Range(0, 1_024), read);
    }

    [Fact]
    public async Task Whoever_stops_leaves_nothing_reading()
    {
        var ended = new TaskCompletionSource();
        await foreach (var block in ReadAhead.BlocksAsync(CountAsync(int.MaxValue, null, ended), CancellationToken.None))
        {
            Assert.NotEmpty(block);
            break;
        }
        Assert.True(ended.Task.IsCompleted);
    }

    [Fact]
    public async Task A_stop_ends_it()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in ReadAhead.BlocksAsync(CountAsync(int.MaxValue, null), stop.Token))
                await stop.CancelAsync();
        });
    }

    private static async IAsyncEnumerable<int> CountAsync(
        int count, int? failsAt, TaskCompletionSource? ended = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var number = 0; number < count; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (number == failsAt)
                    throw new InvalidDataException("broken");
                yield return number;
            }
            await Task.CompletedTask;
        }
        finally
        {
            ended?.SetResult();
        }
    }
}
