namespace CrmQbSync.Contacts;

/// <summary>What keeps a pair on the list of every run.</summary>
[Flags]
public enum LinkAttention
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A write failed.</summary>
    Failed = 1,

    /// <summary>A field waits for a person's decision.</summary>
    Conflict = 2,

    /// <summary>The survivor of a deletion is held.</summary>
    Held = 4,

    /// <summary>The pair rests or was skipped.</summary>
    Skipped = 8,

    /// <summary>A run dealt with only part of what was to be done.</summary>
    Unfinished = 16,

    /// <summary>The held survivor has changed since the last run that handled the pair, but no mode has let it be created anew yet (rule 7.2).</summary>
    SurvivorChanged = 32,
}
