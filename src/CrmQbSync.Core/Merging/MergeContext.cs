using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Everything that decides what flows where, beside the records themselves.</summary>
public sealed record MergeContext
{
    /// <summary>The policy; its rules are in the order of <see cref="Fields"/>.</summary>
    public required SyncPolicy Policy { get; init; }

    /// <summary>The fields.</summary>
    public required FieldSet Fields { get; init; }

    /// <summary>What the CRM can hold.</summary>
    public required IStoredForm CrmForm { get; init; }

    /// <summary>What QuickBooks can hold.</summary>
    public required IStoredForm QbForm { get; init; }

    /// <summary>Names of fields that the CRM requires; never cleared there.</summary>
    public ImmutableHashSet<string> CrmRequired { get; init; } = [CanonicalFields.Email, CanonicalFields.LastName];

    /// <summary>Names of fields that QuickBooks requires; never cleared there.</summary>
    public ImmutableHashSet<string> QbRequired { get; init; } = [CanonicalFields.Email];

    /// <summary>Whether new customers need a name that is unique in QuickBooks (rule 6.4).</summary>
    public bool QbNeedsName { get; init; }

    /// <summary>Whether every record is handled again even if unchanged (rule 3.6).</summary>
    public bool All { get; init; }

    /// <summary>The fields whose direction, priority or blanks policy was edited since the last run (rule 5.4), one bit each.</summary>
    public ulong EditedFields { get; init; }

    /// <summary>Whether this run is one-way and the last complete run was not so, or the other way round: the source then counts even where nothing changed.</summary>
    public bool ModeSwitched { get; init; }

    /// <summary>Whether mappings or policies were edited since: every pair is looked at (rule 3.6).</summary>
    public bool LookAtEveryPair { get; init; }

    /// <summary>The time that a conflict is first seen at.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>What a side can hold.</summary>
    public IStoredForm FormOf(Side side) => side == Side.Crm ? CrmForm : QbForm;

    /// <summary>What is read again of a value that a record of a side holds (rule 2.5); null for a blank, and for what the side shows nothing of.</summary>
    public string? Shown(Side side, int field, string? value, ContactRecord record) =>
        value is null ? null : FormOf(side).Shown(Fields[field], value, record, Fields);

    /// <summary>Whether a side requires a field.</summary>
    public bool IsRequired(Side side, int field) => (side == Side.Crm ? CrmRequired : QbRequired).Contains(Fields[field].Name);

    /// <summary>Whether a field of a pair is decided anew even if neither side changed it (rule 5.4).</summary>
    public bool Reconsiders(int field, LinkMemory? link) => All
        || ((EditedFields | (link?.Reconsider ?? 0)) & (1UL << field)) != 0
        || (Policy.Mode != SyncMode.Synchronize && (link?.ModeSwitched ?? false));
}
