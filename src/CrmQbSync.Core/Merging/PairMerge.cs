using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What merging the fields of a pair comes to.</summary>
public sealed record PairMerge
{
    /// <summary>What is written, to either side.</summary>
    public ImmutableArray<FieldChange> Changes { get; init; } = [];

    /// <summary>What should have been written to the CRM but cannot; target None, with a code.</summary>
    public ImmutableArray<FieldChange> CrmUnwritable { get; init; } = [];

    /// <summary>What should have been written to QuickBooks but cannot; target None, with a code.</summary>
    public ImmutableArray<FieldChange> QbUnwritable { get; init; } = [];

    /// <summary>Whether there is anything to tell or do.</summary>
    public bool HasContent => Changes.Length + CrmUnwritable.Length + QbUnwritable.Length + Conflicts.Length > 0;

    /// <summary>The fields that wait for a decision, the CRM's value as old and QuickBooks' as new.</summary>
    public ImmutableArray<FieldChange> Conflicts { get; init; } = [];

    /// <summary>What is remembered of the conflicts.</summary>
    public ImmutableArray<ConflictMemory> ConflictMemories { get; init; } = [];

    /// <summary>Whether the two records held the same values, byte for byte: one copy of them is enough to be remembered.</summary>
    public bool IsIdentical { get; init; }

    /// <summary>The fields whose base becomes what stands at the end, one bit each.</summary>
    public ulong Settled { get; init; }

    /// <summary>The fields that differ at the end without being settled: an edit that was held back.</summary>
    public ulong HeldBack { get; init; }

    /// <summary>The fields whose two values differ, by normal form, once this is carried out.</summary>
    public ulong Differs { get; init; }

    /// <summary>Remembered clearings in the CRM.</summary>
    public ulong CrmCleared { get; init; }

    /// <summary>Remembered clearings in QuickBooks.</summary>
    public ulong QbCleared { get; init; }

    /// <summary>The made-up last name, for as long as it stands (rule 6.3).</summary>
    public string? MadeUpLastName { get; init; }

    /// <summary>When people last modified each record; null if unknown. What this or an earlier run wrote is no modification.</summary>
    public DateTimeOffset? CrmModified { get; init; }

    /// <summary>See <see cref="CrmModified"/>.</summary>
    public DateTimeOffset? QbModified { get; init; }

    /// <summary>Fields whose writes were taken out of the plan: they stay an edit that was held back.</summary>
    public ImmutableArray<string> Dropped { get; init; } = [];

    /// <summary>
    /// Writes whose source was edited after they had been sent. What they wrote is the base of both sides, so that the later edit is still one.
    /// </summary>
    public ImmutableArray<FieldChange> Overtaken { get; init; } = [];

    /// <summary>The same where nobody but us has touched the record of a side.</summary>
    public PairMerge WithUnknownTime(Side side) => side == Side.Crm
        ? this with { CrmModified = null }
        : this with { QbModified = null };

    /// <summary>The same without what cannot be written to a side that is not written at all.</summary>
    public PairMerge WithoutUnwritable() => CrmUnwritable.Length + QbUnwritable.Length == 0
        ? this
        : this with
        {
            CrmUnwritable = Writes(Side.Crm) ? CrmUnwritable : [],
            QbUnwritable = Writes(Side.Qb) ? QbUnwritable : [],
        };

    /// <summary>What could not be written to a side.</summary>
    public ImmutableArray<FieldChange> UnwritableTo(Side side) => side == Side.Crm ? CrmUnwritable : QbUnwritable;

    /// <summary>The fields written to a side.</summary>
    public IEnumerable<FieldChange> WritesTo(Side side) => Changes.Where(change => change.Target == side.AsTarget());

    /// <summary>Whether a side is written.</summary>
    public bool Writes(Side side)
    {
        var target = side.AsTarget();
        foreach (var change in Changes)
        {
            if (change.Target == target)
                return true;
        }
        return false;
    }
}
