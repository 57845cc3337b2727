using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;

namespace CrmQbSync;

/// <summary>A checked profile: how one CRM and one QuickBooks are kept the same. Immutable; holds no secret.</summary>
public sealed record SyncProfile
{
    /// <summary>The profile's name; by default that of its file.</summary>
    public required string Name { get; init; }

    /// <summary>The full path of its file.</summary>
    public required string Path { get; init; }

    /// <summary>Which way data flows. Default Synchronize.</summary>
    public SyncMode Mode { get; init; } = SyncMode.Synchronize;

    /// <summary>Who wins conflicts. Default Crm.</summary>
    public SyncPriority Priority { get; init; } = SyncPriority.Crm;

    /// <summary>Who wins under Newest when the times are equal or unknown. Default Crm.</summary>
    public Side TieBreaker { get; init; } = Side.Crm;

    /// <summary>ISO 3166 code of the country whose telephone numbers need no country code. Default US.</summary>
    public string Region { get; init; } = "US";

    /// <summary>What happens with blank values. Default Fill.</summary>
    public BlanksPolicy Blanks { get; init; } = BlanksPolicy.Fill;

    /// <summary>What happens with deletions. Default Hold.</summary>
    public DeletionsPolicy Deletions { get; init; } = DeletionsPolicy.Hold;

    /// <summary>What happens to a link whose address changes. Default Follow.</summary>
    public EmailChangePolicy WhenEmailChanges { get; init; } = EmailChangePolicy.Follow;

    /// <summary>The preset that it names; null if none.</summary>
    public string? Preset { get; init; }

    /// <summary>Whether a run without selection handles every record. Default false.</summary>
    public bool TransferAllWhenNoneSelected { get; init; }

    /// <summary>The most records that a run may delete. Default 50.</summary>
    public int MaxDeletes { get; init; } = 50;

    /// <summary>The most records that a run may create; null is no limit.</summary>
    public int? MaxCreates { get; init; }

    /// <summary>The most linked pairs, in percent, that a run may update or delete in; null is no limit.</summary>
    public int? MaxChangePercent { get; init; }

    /// <summary>For how many days the history is kept. Default 365.</summary>
    public int HistoryKeepDays { get; init; } = 365;

    /// <summary>The kind of state store. Default Sqlite.</summary>
    public string StateType { get; init; } = "Sqlite";

    /// <summary>The full path of the state, variables as the profile writes them.</summary>
    public required string StatePath { get; init; }

    /// <summary>The full path of the state, to be opened; never shown.</summary>
    internal string StateFile { get => field ?? StatePath; init; }

    /// <summary>The SecretManagement vault that secrets come from; null for the module's own store.</summary>
    public string? SecretVault { get; init; }

    /// <summary>The proxy: an address, <c>none</c>, or null for the system's.</summary>
    public ProfileValue? Proxy { get; init; }

    /// <summary>Who is told of what; null if nobody is.</summary>
    public NotifySettings? Notify { get; init; }

    /// <summary>The connection to the CRM.</summary>
    public required ConnectionSettings Crm { get; init; }

    /// <summary>The connection to QuickBooks.</summary>
    public required ConnectionSettings Qb { get; init; }

    /// <summary>What a record must have to take part; empty lets every record pass.</summary>
    internal ImmutableArray<FilterTerm> Filter { get; init; } = [];

    /// <summary>
    /// The rules of all fields that may be mapped: the connections' default mapping with the profile's own lines merged over it, Email first.
    /// </summary>
    internal ImmutableArray<FieldRule> Rules { get; init; } = [];

    /// <summary>The variables that went into the settings above, for <see cref="Conceal"/>.</summary>
    internal ImmutableArray<ValuePart> Variables { get; init; } = [];

    /// <summary>The names of all variables that the profile takes something from.</summary>
    internal ImmutableArray<string> VariableNames { get; init; } = [];

    /// <summary>All secrets that the profile refers to, and those that its connections use where it names none.</summary>
    internal ImmutableArray<ProfileSecret> Secrets { get; init; } = [];

    /// <summary>
    /// A text with the values of the profile's variables put back to how the profile names them. For messages that show a path or a name from the
    /// profile: what <c>${env:NAME}</c> stood for is not shown.
    /// </summary>
    internal string Conceal(string text) =>
        Variables.Aggregate(text, (shown, variable) => shown.Replace(variable.Value!, variable.AsWritten, StringComparison.Ordinal));

    /// <summary>The connection of a side.</summary>
    internal ConnectionSettings SettingsOf(Side side) => side == Side.Crm ? Crm : Qb;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
