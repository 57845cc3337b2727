using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CrmQbSync.State.Sqlite;

/// <summary>The fields of an entry or intent as text: a JSON array with one array a field (name, target, old, new, why, code).</summary>
internal sealed class FieldText : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    public FieldText() => _writer = new Utf8JsonWriter(_buffer, Options);

    /// <summary>Binds fields to a parameter: NULL if there are none.</summary>
    public void Bind(Statement statement, int parameter, IReadOnlyList<FieldChange> fields)
    {
        if (fields.Count == 0)
            return;
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartArray();
        for (var index = 0; index < fields.Count; index++)
        {
            var field = fields[index];
            _writer.WriteStartArray();
            _writer.WriteStringValue(field.Field);
            _writer.WriteNumberValue(StoredNumbers.Targets.Number(field.Target));
            _writer.WriteStringValue(field.OldValue);
            _writer.WriteStringValue(field.NewValue);
            _writer.WriteStringValue(field.Why);
            _writer.WriteStringValue(field.Code);
            _writer.WriteEndArray();
        }
        _writer.WriteEndArray();
        _writer.Flush();
        statement.BindText(parameter, _buffer.WrittenSpan);
    }

    /// <summary>The fields of a column.</summary>
    public static FieldChange[] Read(Statement statement, int column)
    {
        if (statement.IsNull(column))
            return [];
        try
        {
            return Read(statement.Bytes(column));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new InvalidDataException("The fields of an entry or of a journaled write cannot be read.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static FieldChange[] Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        using var document = JsonDocument.ParseValue(ref reader);
        var fields = new FieldChange[document.RootElement.GetArrayLength()];
        for (var index = 0; index < fields.Length; index++)
        {
            var field = document.RootElement[index];
            fields[index] = new FieldChange(
                field[0].GetString() ?? throw new JsonException("A field has no name."),
                StoredNumbers.Targets.Value(field[1].GetInt64()),
                field[2].GetString(),
                field[3].GetString(),
                field[4].GetString(),
                field[5].GetString());
        }
        return fields;
    }
}
