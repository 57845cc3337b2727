using System.Diagnostics;
using System.IO.Hashing;
using System.Text;

namespace CrmQbSync.Connections.Http;

/// <summary>The calls in a file of <see cref="SharedCalls"/>: four letters, how many, each call, and a hash of it all.</summary>
internal sealed class NotedCalls
{
    private const int CallBytes = sizeof(long) + sizeof(int) + sizeof(uint) + (2 * sizeof(long));

    /// <summary>More than any limit lets through within its stretch.</summary>
    private const int Most = 10_000;

    private readonly List<NotedCall> _calls = [];

    /// <summary>The calls.</summary>
    public IReadOnlyList<NotedCall> All => _calls;

    /// <summary>Whether the file held something else: a process was killed while it wrote.</summary>
    public bool IsDamaged { get; private init; }

    private static ReadOnlySpan<byte> Letters => "CQL1"u8;

    /// <summary>A class of calls as a number that is the same in every process.</summary>
    public static uint MarkOf(string? callClass) => callClass is null ? 0 : XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(callClass)) | 1;

    /// <summary>Reads a file; an empty one has no calls.</summary>
    public static NotedCalls Read(FileStream file)
    {
        var head = Letters.Length + sizeof(int);
        if (file.Length == 0)
            return new NotedCalls();
        if (file.Length < head + sizeof(uint) || file.Length > head + ((long)Most * CallBytes) + sizeof(uint))
            return new NotedCalls { IsDamaged = true };
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var count = BitConverter.ToInt32(bytes, Letters.Length);
        if (!bytes.AsSpan().StartsWith(Letters) || bytes.Length != head + ((long)count * CallBytes) + sizeof(uint)
            || XxHash32.HashToUInt32(bytes.AsSpan(..^sizeof(uint))) != BitConverter.ToUInt32(bytes, bytes.Length - sizeof(uint)))
        {
            return new NotedCalls { IsDamaged = true };
        }
        var calls = new NotedCalls();
        using var reader = new BinaryReader(new MemoryStream(bytes, head, count * CallBytes));
        for (var call = 0; call < count; call++)
            calls._calls.Add(new NotedCall(reader.ReadInt64(), reader.ReadInt32(), reader.ReadUInt32(), TimeOf(reader.ReadInt64())!.Value, TimeOf(reader.ReadInt64())));
        return calls;
    }

    /// <summary>Writes the file anew.</summary>
    public void Write(FileStream file)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Letters);
            writer.Write(_calls.Count);
            foreach (var call in _calls)
            {
                writer.Write(call.Ticket);
                writer.Write(call.Process);
                writer.Write(call.ClassMark);
                writer.Write(call.BegunAt.UtcTicks);
                writer.Write(call.EndedAt?.UtcTicks ?? 0);
            }
        }
        var bytes = stream.ToArray();
        file.Position = 0;
        file.Write([.. bytes, .. BitConverter.GetBytes(XxHash32.HashToUInt32(bytes))]);
        file.SetLength(file.Position);
    }

    /// <summary>Forgets what counts no more, and brings to now what seems to lie ahead; false if there is nothing of either.</summary>
    /// <param name="now">The time.</param>
    /// <param name="longest">How long an ended call counts at most.</param>
    /// <param name="longestCall">After how long a call that is under way has surely ended.</param>
    public bool Tidy(DateTimeOffset now, TimeSpan longest, TimeSpan longestCall)
    {
        var isChanged = false;
        for (var at = 0; at < _calls.Count; at++)
        {
            var call = _calls[at];
            var begun = call.BegunAt > now ? now : call.BegunAt;
            var ended = call.EndedAt > now ? now : call.EndedAt ?? (begun + longestCall <= now ? now : null);
            isChanged |= begun != call.BegunAt || ended != call.EndedAt;
            _calls[at] = call with { BegunAt = begun, EndedAt = ended };
        }
        return _calls.RemoveAll(call => call.EndedAt + longest <= now) > 0 || isChanged;
    }

    /// <summary>Notes a call that a process begins.</summary>
    public void Begin(long ticket, uint classMark, DateTimeOffset now, int process)
    {
        if (_calls.Count < Most)
            _calls.Add(new NotedCall(ticket, process, classMark, now, null));
    }

    /// <summary>Notes the end of a call; false if it is not noted.</summary>
    public bool End(long ticket, DateTimeOffset now)
    {
        var at = _calls.FindIndex(call => call.Ticket == ticket);
        if (at >= 0)
            _calls[at] = _calls[at] with { EndedAt = now };
        return at >= 0;
    }

    /// <summary>Ends the calls of processes that are there no more; false if there are none.</summary>
    public bool EndOfTheDead(DateTimeOffset now)
    {
        var dead = _calls.Where(call => call.EndedAt is null && call.Process != Environment.ProcessId)
            .GroupBy(call => call.Process)
            .Where(calls => !IsAlive(calls.Key, calls.Max(call => call.BegunAt)))
            .Select(calls => calls.Key)
            .ToHashSet();
        for (var at = 0; at < _calls.Count; at++)
        {
            if (_calls[at].EndedAt is null && dead.Contains(_calls[at].Process))
                _calls[at] = _calls[at] with { EndedAt = now };
        }
        return dead.Count > 0;
    }

    /// <summary>Whether a process is there that was there already when its call began: ids come again.</summary>
    private static bool IsAlive(int id, DateTimeOffset begun)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            // Some seconds, as a process's start is not told exactly.
            return !process.HasExited && process.StartTime.ToUniversalTime() <= begun.UtcDateTime.AddSeconds(5);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is there, and another user's.
            return true;
        }
    }

    private static DateTimeOffset? TimeOf(long ticks) =>
        ticks == 0 ? null : new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
}
