using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Running;

/// <summary>How a record stands after a write, where its service does not tell.</summary>
internal static class RecordValues
{
    /// <summary>A record with some fields written.</summary>
    public static ContactRecord After(FieldSet fields, ContactRecord? before, string id, IReadOnlyList<FieldWrite> writes)
    {
        var values = before is null ? new string?[fields.Count] : before.Values.Unpack(fields.Count);
        foreach (var write in writes)
            values[fields.IndexOf(write.Field.Name)] = write.Value;
        return new ContactRecord(id, PackedValues.Pack(values), null, before?.CreatedTime)
        {
            OwnName = before?.OwnName,
            OtherNames = before?.OtherNames,
            IsJob = before?.IsJob ?? false,
            HasOpenBalance = before?.HasOpenBalance ?? false,
        };
    }
}
