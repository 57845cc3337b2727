namespace CrmQbSync;

/// <summary>What happens with blank values (rule 5.6).</summary>
public enum BlanksPolicy
{
    /// <summary>A blank is neither carried over nor filled.</summary>
    Keep,

    /// <summary>A blank is filled from the other side, except where a person cleared it.</summary>
    Fill,

    /// <summary>As Fill, and what a person cleared is cleared on the other side too.</summary>
    Clear,
}
