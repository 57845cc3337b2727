namespace CrmQbSync.State.Sqlite;

/// <summary>An intent as one block; only its run stands beside it.</summary>
internal static class IntentBody
{
    /// <summary>Writes an intent.</summary>
    /// <param name="intent">The intent.</param>
    /// <param name="writer">Where it goes.</param>
    /// <param name="rest">A writer to be used on the way.</param>
    /// <param name="shared">Texts to be used on the way.</param>
    public static void Write(Intent intent, BlockWriter writer, BlockWriter rest, SharedTexts shared)
    {
        rest.Clear();
        FieldBlock.Write(intent.Fields, rest, shared);
        writer.WriteText(intent.Token);
        writer.WriteNumber((ulong)StoredNumbers.Sides.Number(intent.Target));
        writer.WriteNumber((ulong)StoredNumbers.Actions.Number(intent.Action));
        writer.WriteText(intent.CrmId);
        writer.WriteText(intent.QbId);
        writer.WriteText(intent.Key);
        writer.WriteText(intent.Name);
        writer.WriteText(intent.MadeUpLastName);
        writer.WriteText(intent.RestoreData);
        writer.WriteNumber(intent.Undo ? 1UL : 0UL);
        shared.Write(writer);
        writer.WriteRaw(rest.Written);
    }

    /// <summary>The token of an intent.</summary>
    public static string ReadToken(ReadOnlySpan<byte> body)
    {
        var reader = new BlockReader(body);
        return ReadToken(ref reader);
    }

    /// <summary>Reads an intent.</summary>
    public static Intent Read(ReadOnlySpan<byte> body, long syncId)
    {
        var reader = new BlockReader(body);
        var intent = new Intent
        {
            SyncId = syncId,
            Token = ReadToken(ref reader),
            Target = StoredNumbers.Sides.Value((long)reader.ReadNumber()),
            Action = StoredNumbers.Actions.Value((long)reader.ReadNumber()),
            CrmId = reader.ReadText(),
            QbId = reader.ReadText(),
            Key = reader.ReadText(),
            Name = reader.ReadText(),
            MadeUpLastName = reader.ReadText(),
            RestoreData = reader.ReadText(),
            Undo = reader.ReadNumber() != 0,
            Fields = FieldBlock.Read(ref reader, SharedTexts.Read(ref reader)),
        };
        return reader.IsAtEnd ? intent : throw new InvalidDataException("A journaled write is longer than it says.");
    }

    private static string ReadToken(ref BlockReader reader) =>
        reader.ReadText() ?? throw new InvalidDataException("A journaled write has no token.");
}
