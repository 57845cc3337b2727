using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>What a side shows of what it holds.</summary>
internal static class StoredForms
{
    /// <summary>What shows of a value in the form in which a record holds it, null if nothing does: other values of the record may hide it.</summary>
    public static string? Shown(StoredForm? store, string field, string? value, Side side, MemoryRecord record) =>
        store is null || value is null || store(field, value, side, record) is not { } shown ? value : shown.Length == 0 ? null : shown;
}
