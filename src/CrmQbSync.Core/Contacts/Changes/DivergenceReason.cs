namespace CrmQbSync;

/// <summary>Why a field of a pair differs though nothing is to be written.</summary>
public enum DivergenceReason
{
    /// <summary>It waits for a person's decision (rule 5.5, Manual).</summary>
    Conflict,

    /// <summary>A blank overwrites nothing, and is not filled either (rules 5.1 and 5.6).</summary>
    Blank,

    /// <summary>Somebody cleared it on purpose; the clearing is not carried over, and not filled (rule 5.6).</summary>
    Cleared,

    /// <summary>Neither its direction nor the mode lets it flow (section 5).</summary>
    OneWay,

    /// <summary>One side holds the other's value as far as it has room (rule 2.5).</summary>
    CutToLength,

    /// <summary>One side cannot hold the other's value at all (rule 2.5).</summary>
    NotWritable,

    /// <summary>Nobody changed it since it was left so, as after an undo (rules 5.4 and 8.12).</summary>
    Undecided,

    /// <summary>The pair does not take part at present: no address, none that is valid, or a job (section 3).</summary>
    Resting,

    /// <summary>The profile's filter leaves the pair out (rule 3.5).</summary>
    Filtered,
}
