using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>The fields of entries and intents as bytes.</summary>
internal static class FieldBlock
{
    /// <summary>Writes fields.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="writer">Where they go.</param>
    /// <param name="shared">Where the texts go that many fields have, names and reasons.</param>
    public static void Write(IReadOnlyList<FieldChange> fields, BlockWriter writer, SharedTexts shared)
    {
        writer.WriteNumber((ulong)fields.Count);
        if (fields is FieldChangeList { OfNewRecord: { } packed })
        {
            Write(packed, writer, shared);
            return;
        }
        for (var index = 0; index < fields.Count; index++)
        {
            var field = fields[index];
            writer.WriteNumber(shared.NumberOf(field.Field));
            writer.WriteNumber((ulong)StoredNumbers.Targets.Number(field.Target));
            writer.WriteText(field.OldValue);
            writer.WriteText(field.NewValue);
            writer.WriteNumber(shared.NumberOf(field.Why));
            writer.WriteNumber(shared.NumberOf(field.Code));
        }
    }

    private static void Write(NewRecordFields fields, BlockWriter writer, SharedTexts shared)
    {
        for (var index = 0; index < fields.Count; index++)
        {
            writer.WriteNumber(shared.NumberOf(fields.FieldAt(index).Name));
            writer.WriteNumber((ulong)StoredNumbers.Targets.Number(fields.Target));
            writer.WriteText(null);
            writer.WriteValue(fields.Utf8At(index));
            writer.WriteNumber(shared.NumberOf(fields.Why));
            writer.WriteNumber(shared.NumberOf(null));
        }
    }

    /// <summary>Reads fields.</summary>
    public static FieldChange[] Read(ref BlockReader reader, string?[] shared)
    {
        var count = reader.ReadNumber();
        if (count == 0)
            return [];
        var fields = new List<FieldChange>();
        for (; count > 0; count--)
        {
            fields.Add(new FieldChange(
                SharedTexts.Text(reader.ReadNumber(), shared) ?? throw new InvalidDataException("A stored field has no name."),
                StoredNumbers.Targets.Value((long)reader.ReadNumber()),
                reader.ReadText(),
                reader.ReadText(),
                SharedTexts.Text(reader.ReadNumber(), shared),
                SharedTexts.Text(reader.ReadNumber(), shared)));
        }
        return [.. fields];
    }
}
