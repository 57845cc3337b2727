namespace CrmQbSync;

/// <summary>What happens to the survivor when one record of a link was deleted (rules 7.2 to 7.4).</summary>
public enum DeletionsPolicy
{
    /// <summary>Nothing, until it changes.</summary>
    Hold,

    /// <summary>It is deleted too.</summary>
    Propagate,

    /// <summary>The deleted record is created anew.</summary>
    Recreate,
}
