namespace CrmQbSync.Running;

/// <summary>How one run differs from what its profile says.</summary>
public sealed record RunOptions
{
    /// <summary>The mode; null for the profile's.</summary>
    public SyncMode? Mode { get; init; }

    /// <summary>The priority; null for the profile's.</summary>
    public SyncPriority? Priority { get; init; }

    /// <summary>The selected records (rule 3.5); null if no selection was expressed.</summary>
    public RecordSelection? Selection { get; init; }

    /// <summary>Planned changes to be applied if they still hold; null if there are none.</summary>
    public IReadOnlyList<ContactChange>? Changes { get; init; }

    /// <summary>Handle every record again even if unchanged (rule 3.6).</summary>
    public bool All { get; init; }

    /// <summary>Let this run pass the safety stops (rule 8.6).</summary>
    public bool Force { get; init; }

    /// <summary>What started the run.</summary>
    public RunTrigger Trigger { get; init; }

    /// <summary>How long to wait for the other side to call, where it does; null for the connection's default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Give <see cref="ContactChange"/>s for pairs that agree too. For comparisons only.</summary>
    public bool IncludeUnchanged { get; init; }

    /// <summary>A person whose records are in the plan even where there is nothing to do about them; null for nobody. For explanations only.</summary>
    internal string? Watched { get; init; }
}
