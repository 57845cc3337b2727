using System.Text.Json.Serialization;

namespace CrmQbSync.Connections.Csv;

/// <summary>How what a connection keeps of its file is written and read; made by the compiler, as finding it out at run time takes long.</summary>
[JsonSerializable(typeof(CsvMark))]
[JsonSerializable(typeof(CsvRestoreData))]
internal sealed partial class CsvJson : JsonSerializerContext;
