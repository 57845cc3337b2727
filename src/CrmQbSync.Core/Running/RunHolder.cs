using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>What a run has come to so far: kept outside of the work, so that it is recorded however the work ends.</summary>
internal sealed class RunHolder
{
    /// <summary>The run's row.</summary>
    public required SyncRun Run { get; set; }

    /// <summary>What the next run starts from; null if that stays.</summary>
    public StateHeader? Header { get; set; }

    /// <summary>Whether the run deals with everything that the profile synchronises, in the profile's own mode.</summary>
    public bool IsWhole { get; set; }

    /// <summary>By what values are packed; null before the sides were opened.</summary>
    public FieldLayout? Layout { get; set; }
}
