namespace CrmQbSync.Profiles;

/// <summary>A node of the file, with the place where it starts; lines and columns count from 1.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What messages call it.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
internal sealed record YamlScalar(int Line, int Column, string Text, bool IsPlain) : YamlNode(Line, Column)
{
    public override string Kind => "a single value";

    /// <summary>Whether nothing stands there; an empty text in quotes is something.</summary>
    public bool IsNothing => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}

/// <summary>Keys with values; each key once.</summary>
internal sealed record YamlMap(int Line, int Column, IReadOnlyList<YamlEntry> Entries) : YamlNode(Line, Column)
{
    public override string Kind => "a group of keys";
}

/// <summary>A node whose fault has been told already; nothing more is said of it.</summary>
internal sealed record YamlBroken(int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "nothing readable";
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
