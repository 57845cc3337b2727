using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>A value that is what its key's definition asks for. Parts of it that were not are left out; their faults are told.</summary>
internal sealed record CheckedValue(string Key, YamlNode Node)
{
    /// <summary>Group: its keys, by name. Named: the user's names, in their order.</summary>
    public ImmutableArray<CheckedEntry> Entries { get; init; } = [];

    /// <summary>List: its items.</summary>
    public ImmutableArray<CheckedValue> Items { get; init; } = [];

    /// <summary>Scalar: its pieces.</summary>
    public ImmutableArray<ValuePart> Parts { get; init; } = [];

    /// <summary>
    /// Scalar: the text with its variables put in, the chosen word as defined, the full path; null if a variable is not set or a secret is still to come.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Number: its value.</summary>
    public int? Number { get; init; }

    /// <summary>Connection: the type's definition.</summary>
    public KeyDefinition? Type { get; init; }

    /// <summary>As it stands in the file, for messages.</summary>
    public string AsWritten => string.Concat(Parts.Select(part => part.AsWritten));

    /// <summary>The value of a key; null if it is not there or has a fault.</summary>
    public CheckedValue? this[string name] => Entries.FirstOrDefault(entry => entry.Name.Text == name)?.Value;

    /// <summary>Whether a key stands there, with a fault or not.</summary>
    public bool Has(string name) => Entries.Any(entry => entry.Name.Text == name);

    /// <summary>The scalar of a key with its references; null if it is not there.</summary>
    public ProfileValue? ValueOf(string name, string file) => this[name]?.ToValue(file);

    /// <summary>A scalar with its references.</summary>
    public ProfileValue ToValue(string file) => new(Key, $"{file}({Node.Line.ToInvariant()},{Node.Column.ToInvariant()})", Parts);

    /// <summary>The member of an enumeration that a key names; null if it is not there.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum =>
        this[name]?.ToChoice<T>();

    /// <summary>The member of an enumeration; null if its variable is not set.</summary>
    public T? ToChoice<T>()
        where T : struct, Enum =>
        Text is null ? null : Enum.Parse<T>(Text, ignoreCase: true);

    /// <summary>Whether a switch is on; false if it is not there.</summary>
    public bool IsOn(string name) => this[name]?.Text == "true";
}

/// <summary>A key that stands in the file, and its value; null if that has a fault.</summary>
internal sealed record CheckedEntry(YamlScalar Name, CheckedValue? Value);
