namespace CrmQbSync.Profiles;

/// <summary>Finds the word that was meant.</summary>
internal static class NearMiss
{
    /// <summary>Longer words are no slips of the pen.</summary>
    private const int MaxLength = 64;

    /// <summary>The candidate that is nearest, if it is near enough to be meant; else null.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > MaxLength)
            return null;
        var best = candidates
            .Select(candidate => (candidate, distance: Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= Allowed(word.Length, best.candidate.Length) ? best.candidate : null;
    }

    // One slip in three letters: less would miss common ones, more would name words that nobody meant.
    private static int Allowed(int length, int other) => Math.Max(1, Math.Min(length, other) / 3);

    /// <summary>Edits from one word to the other; two letters that changed places are one.</summary>
    private static int Distance(string from, string to)
    {
        var before = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var row = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
            last[column] = column;
        for (var index = 1; index <= from.Length; index++)
        {
            row[0] = index;
            for (var column = 1; column <= to.Length; column++)
            {
                var cost = from[index - 1] == to[column - 1] ? 0 : 1;
                row[column] = Math.Min(Math.Min(row[column - 1], last[column]) + 1, last[column - 1] + cost);
                if (index > 1 && column > 1 && from[index - 1] == to[column - 2] && from[index - 2] == to[column - 1])
                    row[column] = Math.Min(row[column], before[column - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[to.Length];
    }
}
