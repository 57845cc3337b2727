using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>What of a link is never searched for, as one block.</summary>
/// <remarks>
/// The number of the layout (by whoever stores it), then <see cref="Parts"/>: what is the same or nothing for nearly all links takes no room. Then the parts in
/// the order of their declaration.
/// </remarks>
internal static class LinkBody
{
    [Flags]
    private enum Parts : ulong
    {
        CrmBase = 1,
        QbBase = 2,
        QbBaseAsCrm = 4,
        CrmSeen = 8,
        QbSeen = 16,
        Cleared = 32,
        CrmModified = 64,
        QbModified = 128,
        MadeUpLastName = 256,
        ReportedReason = 512,
        Conflicts = 1024,
        Divergences = 2048,
        Reconsider = 4096,
        ModeSwitched = 8192,
    }

    private const ulong AllParts = 16383;

    /// <summary>Writes a link, but for the number of its layout, which stands ahead.</summary>
    public static void Write(LinkMemory link, BlockWriter writer)
    {
        var parts = PartsOf(link);
        writer.WriteNumber((ulong)parts);
        writer.WriteNumber(link.HasBase);
        writer.WriteNumber((ulong)link.LastSyncId);
        writer.WriteFixed(link.LinkedAt.UtcTicks);
        if (parts.HasFlag(Parts.CrmBase))
            writer.WriteBytes(link.CrmBase.Bytes);
        if (parts.HasFlag(Parts.QbBase))
            writer.WriteBytes(link.QbBase.Bytes);
        if (parts.HasFlag(Parts.CrmSeen))
            writer.WriteBytes(link.CrmSeen.Bytes);
        if (parts.HasFlag(Parts.QbSeen))
            writer.WriteBytes(link.QbSeen.Bytes);
        if (parts.HasFlag(Parts.Cleared))
        {
            writer.WriteNumber(link.CrmCleared);
            writer.WriteNumber(link.QbCleared);
        }
        if (parts.HasFlag(Parts.CrmModified))
            writer.WriteFixed(link.CrmModified!.Value.UtcTicks);
        if (parts.HasFlag(Parts.QbModified))
            writer.WriteFixed(link.QbModified!.Value.UtcTicks);
        if (parts.HasFlag(Parts.MadeUpLastName))
            writer.WriteText(link.MadeUpLastName);
        if (parts.HasFlag(Parts.ReportedReason))
            writer.WriteText(link.ReportedReason);
        if (parts.HasFlag(Parts.Conflicts))
            WriteConflicts(link.Conflicts, writer);
        if (parts.HasFlag(Parts.Divergences))
            WriteDivergences(link.Divergences, writer);
        if (parts.HasFlag(Parts.Reconsider))
            writer.WriteNumber(link.Reconsider);
    }

    /// <summary>Reads a link, by the layout that it is wanted in.</summary>
    /// <param name="link">Where the searched values come from.</param>
    /// <param name="body">The block.</param>
    /// <param name="changes">From every stored layout to the wanted one.</param>
    public static LinkMemory Read(in LinkHead link, ReadOnlySpan<byte> body, Dictionary<long, LayoutChange> changes)
    {
        var reader = new BlockReader(body);
        if (!changes.TryGetValue((long)reader.ReadNumber(), out var change))
            throw new InvalidDataException("A link is stored by a layout that is not there.");
        var parts = (Parts)reader.ReadNumber();
        if (((ulong)parts & ~AllParts) != 0)
            throw new InvalidDataException("A stored link has unknown parts.");
        var hasBase = change.Apply(reader.ReadNumber());
        var lastSyncId = (long)reader.ReadNumber();
        var linkedAt = StoredTime.Read(reader.ReadFixed());
        var crmBase = ReadValues(ref reader, parts, Parts.CrmBase, change);
        var qbBase = ReadValues(ref reader, parts, Parts.QbBase, change);
        var memory = new LinkMemory
        {
            LinkId = link.LinkId,
            CrmId = link.CrmId,
            QbId = link.QbId,
            CrmKey = link.CrmKey,
            QbKey = link.QbKey,
            State = link.State,
            Attention = link.Attention,
            HasBase = hasBase,
            LastSyncId = lastSyncId,
            LinkedAt = linkedAt,
            CrmBase = crmBase,
            QbBase = parts.HasFlag(Parts.QbBaseAsCrm) ? crmBase : qbBase,
            CrmSeen = ReadValues(ref reader, parts, Parts.CrmSeen, change),
            QbSeen = ReadValues(ref reader, parts, Parts.QbSeen, change),
            CrmCleared = parts.HasFlag(Parts.Cleared) ? change.Apply(reader.ReadNumber()) : 0,
            QbCleared = parts.HasFlag(Parts.Cleared) ? change.Apply(reader.ReadNumber()) : 0,
            CrmModified = parts.HasFlag(Parts.CrmModified) ? StoredTime.Read(reader.ReadFixed()) : null,
            QbModified = parts.HasFlag(Parts.QbModified) ? StoredTime.Read(reader.ReadFixed()) : null,
            MadeUpLastName = parts.HasFlag(Parts.MadeUpLastName) ? reader.ReadText() : null,
            ReportedReason = parts.HasFlag(Parts.ReportedReason) ? reader.ReadText() : null,
            Conflicts = parts.HasFlag(Parts.Conflicts) ? ReadConflicts(ref reader, change) : Array.Empty<ConflictMemory>(),
            Divergences = parts.HasFlag(Parts.Divergences) ? ReadDivergences(ref reader, change) : Array.Empty<DivergenceMemory>(),
            Reconsider = parts.HasFlag(Parts.Reconsider) ? change.Apply(reader.ReadNumber()) : 0,
            ModeSwitched = parts.HasFlag(Parts.ModeSwitched),
        };
        return reader.IsAtEnd ? memory : throw new InvalidDataException("A stored link is longer than it says.");
    }

    private static Parts PartsOf(LinkMemory link)
    {
        Parts parts = 0;
        if (!link.CrmBase.IsDefault)
            parts |= Parts.CrmBase;
        if (!link.QbBase.IsDefault)
            parts |= !link.CrmBase.IsDefault && link.QbBase == link.CrmBase ? Parts.QbBaseAsCrm : Parts.QbBase;
        if (!link.CrmSeen.IsDefault)
            parts |= Parts.CrmSeen;
        if (!link.QbSeen.IsDefault)
            parts |= Parts.QbSeen;
        if ((link.CrmCleared | link.QbCleared) != 0)
            parts |= Parts.Cleared;
        if (link.CrmModified is not null)
            parts |= Parts.CrmModified;
        if (link.QbModified is not null)
            parts |= Parts.QbModified;
        if (link.MadeUpLastName is not null)
            parts |= Parts.MadeUpLastName;
        if (link.ReportedReason is not null)
            parts |= Parts.ReportedReason;
        if (link.Conflicts.Count > 0)
            parts |= Parts.Conflicts;
        if (link.Divergences.Count > 0)
            parts |= Parts.Divergences;
        if (link.Reconsider != 0)
            parts |= Parts.Reconsider;
        if (link.ModeSwitched)
            parts |= Parts.ModeSwitched;
        return parts;
    }

    private static PackedValues ReadValues(ref BlockReader reader, Parts parts, Parts part, LayoutChange change) =>
        parts.HasFlag(part) ? change.Apply(new PackedValues(reader.ReadBytes().ToArray())) : default;

    private static void WriteConflicts(IReadOnlyList<ConflictMemory> conflicts, BlockWriter writer)
    {
        writer.WriteNumber((ulong)conflicts.Count);
        foreach (var conflict in conflicts)
        {
            writer.WriteText(conflict.Field);
            writer.WriteText(conflict.CrmValue);
            writer.WriteText(conflict.QbValue);
            writer.WriteFixed(conflict.Since.UtcTicks);
            writer.WriteNumber(conflict.Decided ? 1UL : 0UL);
            writer.WriteText(conflict.Decision);
        }
    }

    private static List<ConflictMemory> ReadConflicts(ref BlockReader reader, LayoutChange change)
    {
        var conflicts = new List<ConflictMemory>();
        for (var left = reader.ReadNumber(); left > 0; left--)
        {
            var conflict = new ConflictMemory(
                reader.ReadText() ?? throw new InvalidDataException("A stored conflict names no field."),
                reader.ReadText(),
                reader.ReadText(),
                StoredTime.Read(reader.ReadFixed()),
                reader.ReadNumber() != 0,
                reader.ReadText());
            // The values that were shown are those of another field, if it is mapped to something else now.
            if (change.Keeps(conflict.Field))
                conflicts.Add(conflict);
        }
        return conflicts;
    }

    private static void WriteDivergences(IReadOnlyList<DivergenceMemory> divergences, BlockWriter writer)
    {
        writer.WriteNumber((ulong)divergences.Count);
        foreach (var divergence in divergences)
        {
            writer.WriteText(divergence.Field);
            writer.WriteFixed(divergence.Since.UtcTicks);
        }
    }

    private static List<DivergenceMemory> ReadDivergences(ref BlockReader reader, LayoutChange change)
    {
        var divergences = new List<DivergenceMemory>();
        for (var left = reader.ReadNumber(); left > 0; left--)
        {
            var divergence = new DivergenceMemory(
                reader.ReadText() ?? throw new InvalidDataException("A stored divergence names no field."), StoredTime.Read(reader.ReadFixed()));
            if (change.Keeps(divergence.Field))
                divergences.Add(divergence);
        }
        return divergences;
    }
}
