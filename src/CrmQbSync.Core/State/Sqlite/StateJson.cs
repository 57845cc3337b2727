using System.Text.Json.Serialization;

namespace CrmQbSync.State.Sqlite;

/// <summary>How the state's small texts are written and read. Made by the compiler, as finding it out at run time would take longer than opening the file.</summary>
[JsonSerializable(typeof(string[][]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IEnumerable<string>))]
[JsonSerializable(typeof(IEnumerable<long>))]
internal sealed partial class StateJson : JsonSerializerContext;
