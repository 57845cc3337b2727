using System.Text.Json;

namespace CrmQbSync.State.Sqlite;

/// <summary>The layouts that stored values are packed by: for each field its name and the text of its mapping.</summary>
internal static class LayoutTable
{
    /// <summary>The number of a layout, which is stored if it is new.</summary>
    public static long NumberOf(FieldLayout layout, StateConnection connection)
    {
        var text = Write(layout);
        using (var find = connection.Prepare("SELECT layout_id FROM layouts WHERE fields = ?1"))
        {
            if (find.Bind(1, text).RunForNumber() is { } known)
                return known;
        }
        using var insert = connection.Prepare("INSERT INTO layouts (fields) VALUES (?1) RETURNING layout_id");
        return insert.Bind(1, text).RunForNumber()!.Value;
    }

    /// <summary>How to come from every stored layout to the one that values are asked for in.</summary>
    public static Dictionary<long, LayoutChange> ReadChanges(FieldLayout wanted, StateConnection connection)
    {
        var changes = new Dictionary<long, LayoutChange>();
        using var statement = connection.Prepare("SELECT layout_id, fields FROM layouts");
        while (statement.Step())
            changes.Add(statement.Number(0), new LayoutChange(Read(statement.Bytes(1)), wanted));
        return changes;
    }

    private static string Write(FieldLayout layout)
    {
        if (layout.Mappings.Length != layout.Fields.Count)
            throw new ArgumentException("A layout has one mapping for each field.", nameof(layout));
        return JsonSerializer.Serialize([.. layout.Fields.Fields.Select((field, index) => new[] { field.Name, layout.Mappings[index] })], StateJson.Default.StringArrayArray);
    }

    private static string[][] Read(ReadOnlySpan<byte> text) =>
        JsonSerializer.Deserialize(text, StateJson.Default.StringArrayArray) is { } fields && Array.TrueForAll(fields, field => field is { Length: 2 })
            ? fields
            : throw new InvalidDataException("A stored layout of fields cannot be read.");
}
