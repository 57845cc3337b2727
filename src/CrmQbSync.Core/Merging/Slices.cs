namespace CrmQbSync.Merging;

/// <summary>Work on many things, a slice at a time and on all processors. Small numbers are not worth the start of a thread.</summary>
internal static class Slices
{
    private const int Length = 2048;

    private const int ResultSlices = 32;

    /// <summary>Does work for every slice, given from where to where it goes.</summary>
    public static void For(int things, Action<int, int> work) => For(0, things, Length, (_, from, to) => work(from, to));

    /// <summary>What comes of the work on every slice, in order.</summary>
    /// <param name="things">How many things there are.</param>
    /// <param name="heldAtOnce">
    /// For how many of them results are held until those of all are there. What is let go while it is young costs the garbage collector nothing: the
    /// more comes of a thing, the fewer.
    /// </param>
    /// <param name="work">The work, given from where to where a slice goes.</param>
    public static IEnumerable<T> Select<T>(int things, int heldAtOnce, Func<int, int, T> work)
    {
        var length = heldAtOnce / ResultSlices;
        var results = new T[ResultSlices];
        for (var start = 0; start < things; start += heldAtOnce)
        {
            var end = Math.Min(things, start + heldAtOnce);
            For(start, end, length, (slice, from, to) => results[slice] = work(from, to));
            for (var slice = 0; slice < CountOf(end - start, length); slice++)
                yield return results[slice];
        }
    }

    private static void For(int start, int end, int length, Action<int, int, int> work)
    {
        if (end - start <= length)
            work(0, start, end);
        else
            Parallel.For(0, CountOf(end - start, length), slice => work(slice, start + (slice * length), Math.Min(end, start + ((slice + 1) * length))));
    }

    private static int CountOf(int things, int length) => (things + length - 1) / length;
}
