namespace CrmQbSync.State.Sqlite;

/// <summary>One entry of a block of them.</summary>
internal static class EntryBody
{
    /// <summary>Writes an entry.</summary>
    public static void Write(SyncEntry entry, BlockWriter writer, SharedTexts shared)
    {
        // What entries are searched by stands first.
        writer.WriteNumber((ulong)StoredNumbers.EntryStatuses.Number(entry.Status));
        writer.WriteText(entry.Email);
        writer.WriteText(entry.CrmId);
        writer.WriteText(entry.QbId);
        writer.WriteText(entry.Name);
        writer.WriteFixed(entry.Time.UtcTicks);
        writer.WriteNumber((ulong)StoredNumbers.Actions.Number(entry.Action));
        writer.WriteNumber((ulong)StoredNumbers.Targets.Number(entry.Target));
        writer.WriteNumber(shared.NumberOf(entry.Reason));
        writer.WriteNumber(shared.NumberOf(entry.ErrorCode));
        writer.WriteNumber(shared.NumberOf(entry.Message));
        writer.WriteNumber(shared.NumberOf(entry.Warning));
        FieldBlock.Write(entry.Fields, writer, shared);
        writer.WriteText(entry.RestoreData);
    }

    /// <summary>Reads an entry; null if it is not among those asked for.</summary>
    public static SyncEntry? Read(ReadOnlySpan<byte> body, string?[] shared, long syncId, string profile, EntryQuery query, HashSet<string>? emails)
    {
        var reader = new BlockReader(body);
        var status = StoredNumbers.EntryStatuses.Value((long)reader.ReadNumber());
        if (query.Statuses?.Contains(status) == false)
            return null;
        var (email, crmId, qbId) = (reader.ReadText(), reader.ReadText(), reader.ReadText());
        if (query.Person?.IsMeant(crmId, qbId, email) == false || (emails is not null && (email is null || !emails.Contains(email))))
            return null;
        var entry = new SyncEntry
        {
            SyncId = syncId,
            Profile = profile,
            Status = status,
            Email = email,
            CrmId = crmId,
            QbId = qbId,
            Name = reader.ReadText(),
            Time = StoredTime.Read(reader.ReadFixed()),
            Action = StoredNumbers.Actions.Value((long)reader.ReadNumber()),
            Target = StoredNumbers.Targets.Value((long)reader.ReadNumber()),
            Reason = SharedTexts.Text(reader.ReadNumber(), shared),
            ErrorCode = SharedTexts.Text(reader.ReadNumber(), shared),
            Message = SharedTexts.Text(reader.ReadNumber(), shared),
            Warning = SharedTexts.Text(reader.ReadNumber(), shared),
            Fields = FieldBlock.Read(ref reader, shared) is { Length: > 0 } fields ? new FieldChangeList(fields) : FieldChangeList.Empty,
            RestoreData = reader.ReadText(),
        };
        return reader.IsAtEnd ? entry : throw new InvalidDataException("A stored entry is longer than it says.");
    }
}
