using System.Collections.Immutable;

namespace CrmQbSync.Contacts;

/// <summary>Everything of a profile and a run's options that decides what flows where. Pure data.</summary>
public sealed record SyncPolicy
{
    /// <summary>Which way data flows in this run.</summary>
    public SyncMode Mode { get; init; } = SyncMode.Synchronize;

    /// <summary>Who wins conflicts in this run.</summary>
    public SyncPriority Priority { get; init; } = SyncPriority.Crm;

    /// <summary>Who wins under <see cref="SyncPriority.Newest"/> when the times are equal or unknown.</summary>
    public Side TieBreaker { get; init; } = Side.Crm;

    /// <summary>ISO 3166 code of the country whose telephone numbers need no country code.</summary>
    public string Region { get; init; } = "US";

    /// <summary>What happens with blanks.</summary>
    public BlanksPolicy Blanks { get; init; } = BlanksPolicy.Fill;

    /// <summary>What happens with deletions.</summary>
    public DeletionsPolicy Deletions { get; init; } = DeletionsPolicy.Hold;

    /// <summary>What happens to a link whose address changes.</summary>
    public EmailChangePolicy WhenEmailChanges { get; init; } = EmailChangePolicy.Follow;

    /// <summary>Whether sub-customers and jobs take part (rule 3.3).</summary>
    public bool IncludeJobs { get; init; }

    /// <summary>The filter; empty lets every record pass. All terms have to pass.</summary>
    public ImmutableArray<FilterTerm> Filter { get; init; } = [];

    /// <summary>The rules of the fields that take part, in the order of the <see cref="FieldSet"/>.</summary>
    public ImmutableArray<FieldRule> Rules { get; init; } = [];

    /// <summary>A field's direction after the mode has cut it down (section 5).</summary>
    public FieldDirection DirectionOf(int field) => (Rules[field].Direction, Mode) switch
    {
        (FieldDirection.None, _) => FieldDirection.None,
        (var direction, SyncMode.Synchronize) => direction,
        (FieldDirection.QbToCrm, SyncMode.Export) or (FieldDirection.CrmToQb, SyncMode.Import) => FieldDirection.None,
        (_, SyncMode.Import) => FieldDirection.QbToCrm,
        _ => FieldDirection.CrmToQb,
    };

    /// <summary>Whether the mode lets new records be created on a side (rule 6.1).</summary>
    public bool CreatesOn(Side side) => Mode == SyncMode.Synchronize || Mode == (side == Side.Crm ? SyncMode.Import : SyncMode.Export);
}
