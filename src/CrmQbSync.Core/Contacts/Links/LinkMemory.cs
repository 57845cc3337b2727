namespace CrmQbSync.Contacts;

/// <summary>
/// What is remembered of a pair: that contact and customer are the same person, and how both stood. Immutable; a run makes a new one.
/// Bit <c>n</c> of a mask is field <c>n</c> of the <see cref="FieldSet"/>.
/// </summary>
public sealed record LinkMemory
{
    /// <summary>The store's own number of the link; 0 before it was stored.</summary>
    public long LinkId { get; init; }

    /// <summary>The contact's id.</summary>
    public required string CrmId { get; init; }

    /// <summary>The customer's id.</summary>
    public required string QbId { get; init; }

    /// <summary>The contact's key (normal form of its address) when last handled.</summary>
    public required string CrmKey { get; init; }

    /// <summary>The customer's key when last handled.</summary>
    public required string QbKey { get; init; }

    /// <summary>The bases of the contact's side; only the fields in <see cref="HasBase"/> count.</summary>
    public PackedValues CrmBase { get; init; }

    /// <summary>The bases of the customer's side; only the fields in <see cref="HasBase"/> count.</summary>
    public PackedValues QbBase { get; init; }

    /// <summary>The fields that have a base.</summary>
    public ulong HasBase { get; init; }

    /// <summary>
    /// The contact as it was last read; default if it stood as <see cref="CrmBase"/>. That is how it stood at the end of the last run that
    /// handled the pair, unless <see cref="LinkAttention.CrmChanged"/> is set.
    /// </summary>
    public PackedValues CrmSeen { get; init; }

    /// <summary>The customer as it was last read; see <see cref="CrmSeen"/>.</summary>
    public PackedValues QbSeen { get; init; }

    /// <summary>The fields that were cleared in the CRM without the clearing being carried over (rule 5.6).</summary>
    public ulong CrmCleared { get; init; }

    /// <summary>The fields that were cleared in QuickBooks without the clearing being carried over.</summary>
    public ulong QbCleared { get; init; }

    /// <summary>
    /// The fields that are decided anew even if neither side changed (rule 5.4): what lets them be was edited, or everything was to be handled, and no
    /// run has got to it.
    /// </summary>
    public ulong Reconsider { get; init; }

    /// <summary>Whether the mode was switched to a one-way one, whose source counts even where nothing changed, and no run has dealt with the pair since.</summary>
    public bool ModeSwitched { get; init; }

    /// <summary>The last name that was made up for the contact (rule 6.3); null if its last name is a real one.</summary>
    public string? MadeUpLastName { get; init; }

    /// <summary>When people last modified the contact, as far as its service told; null if unknown. Our own writes are no modification (rule 5.5, Newest).</summary>
    public DateTimeOffset? CrmModified { get; init; }

    /// <summary>The same of the customer.</summary>
    public DateTimeOffset? QbModified { get; init; }

    /// <summary>Which record is gone, if one is.</summary>
    public LinkState State { get; init; }

    /// <summary>What must be looked at by every run until it is solved (rules 3.6 and 8.9).</summary>
    public LinkAttention Attention { get; init; }

    /// <summary>Why the pair was last skipped or held and reported so; null if it was not (rule 8.9).</summary>
    public string? ReportedReason { get; init; }

    /// <summary>When the link was made.</summary>
    public DateTimeOffset LinkedAt { get; init; }

    /// <summary>The Sync ID of the last run that handled the pair.</summary>
    public long LastSyncId { get; init; }

    /// <summary>Fields in conflict and their decisions; empty for nearly all links.</summary>
    public IReadOnlyList<ConflictMemory> Conflicts { get; init; } = [];

    /// <summary>Fields that differed when the pair was last handled and were left so, with the time since when; empty for nearly all links.</summary>
    public IReadOnlyList<DivergenceMemory> Divergences { get; init; } = [];

    /// <summary>The id on a side.</summary>
    public string IdOn(Side side) => side == Side.Crm ? CrmId : QbId;

    /// <summary>The key on a side.</summary>
    public string KeyOn(Side side) => side == Side.Crm ? CrmKey : QbKey;

    /// <summary>The bases of a side.</summary>
    public PackedValues BaseOn(Side side) => side == Side.Crm ? CrmBase : QbBase;

    /// <summary>Whether a side was read with changes that no run has dealt with yet.</summary>
    public bool IsChangedOn(Side side) => Attention.HasFlag(side == Side.Crm ? LinkAttention.CrmChanged : LinkAttention.QbChanged);

    /// <summary>The record of a side as it was last read.</summary>
    public PackedValues SeenOn(Side side) => side == Side.Crm
        ? CrmSeen.IsDefault ? CrmBase : CrmSeen
        : QbSeen.IsDefault ? QbBase : QbSeen;
}
