namespace CrmQbSync.State.Sqlite;

/// <summary>Texts that stand once in a block and are told by their number everywhere else in it; null has the number 0.</summary>
internal sealed class SharedTexts
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    /// <summary>The number of a text, which gets the next one if it is new.</summary>
    public ulong NumberOf(string? text)
    {
        if (text is null)
            return 0;
        if (!_numbers.TryGetValue(text, out var number))
        {
            _texts.Add(text);
            _numbers.Add(text, number = _texts.Count);
        }
        return (ulong)number;
    }

    /// <summary>Writes the texts, and begins anew.</summary>
    public void Write(BlockWriter writer)
    {
        writer.WriteNumber((ulong)_texts.Count);
        foreach (var text in _texts)
            writer.WriteText(text);
        Clear();
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _numbers.Clear();
        _texts.Clear();
    }

    /// <summary>Reads the texts, by their numbers.</summary>
    public static string?[] Read(ref BlockReader reader)
    {
        var texts = new List<string?> { null };
        for (var left = reader.ReadNumber(); left > 0; left--)
            texts.Add(reader.ReadText());
        return [.. texts];
    }

    /// <summary>The text of a number.</summary>
    public static string? Text(ulong number, string?[] texts) =>
        number < (ulong)texts.Length ? texts[number] : throw new InvalidDataException("A stored block names a text that it does not hold.");
}
