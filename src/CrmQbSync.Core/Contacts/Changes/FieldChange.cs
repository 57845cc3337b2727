namespace CrmQbSync;

/// <summary>One field of a change: what stood there, what is written, and why.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Target">The side that is written; <see cref="ChangeTarget.None"/> for a conflict or a value that could not be written.</param>
/// <param name="OldValue">The value before; null if blank. In a conflict the CRM's value.</param>
/// <param name="NewValue">The value written; null if cleared. In a conflict QuickBooks' value.</param>
/// <param name="Why">In a few words why the value flows.</param>
/// <param name="Code">A code, ours or the service's, if the value was not written in full or at all; else null.</param>
public sealed record FieldChange(string Field, ChangeTarget Target, string? OldValue, string? NewValue, string? Why, string? Code)
{
    /// <summary>The change as a Summary shows it.</summary>
    public override string ToString() => $"{Field}: {Quote(OldValue)} → {Quote(NewValue)}";

    /// <summary>The text of several changes: <c>Phone: '1' → '2'; …</c></summary>
    public static string Summarize(IEnumerable<FieldChange> fields) => string.Join("; ", fields);

    private static string Quote(string? value) =>
        value is null ? "''" : $"'{value.ReplaceLineEndings(" ⏎ ")}'";
}
