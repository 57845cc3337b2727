namespace CrmQbSync.Profiles;

/// <summary>What a piece of a scalar is.</summary>
internal enum ValuePartKind
{
    Literal,
    Environment,
    Secret,
}

/// <summary>A piece of a scalar: text, or a reference to a variable or a secret.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, or the name that is referred to.</param>
/// <param name="Value">A variable's value; null if it is not set, and for the other kinds.</param>
internal sealed record ValuePart(ValuePartKind Kind, string Text, string? Value = null)
{
    /// <summary>As it stands in the file.</summary>
    public string AsWritten => Kind switch
    {
        ValuePartKind.Environment => $"${{env:{Text}}}",
        ValuePartKind.Secret => $"${{secret:{Text}}}",
        _ => Text,
    };

    /// <summary>Never a variable's value.</summary>
    public override string ToString() => AsWritten;
}
