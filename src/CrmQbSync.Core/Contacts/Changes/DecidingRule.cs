namespace CrmQbSync;

/// <summary>Which rule a value was written by.</summary>
public enum DecidingRule
{
    /// <summary>None: no run has written the field.</summary>
    None,

    /// <summary>It came with a new record (section 6).</summary>
    NewRecord,

    /// <summary>Data flows one way, from that source (rule 5.3).</summary>
    OneWay,

    /// <summary>It was changed on one side only (rule 5.4).</summary>
    ChangedOnOneSide,

    /// <summary>Both sides differed and the priority decided (rule 5.5).</summary>
    Priority,

    /// <summary>Both sides differed and a person decided (rule 5.5).</summary>
    Decision,

    /// <summary>A blank was filled from the other side (rule 5.6).</summary>
    BlankFilled,

    /// <summary>A clearing was carried over (rule 5.6).</summary>
    Clearing,

    /// <summary>A last name was made up, or gave way to a real one (rule 6.3).</summary>
    MadeUpLastName,

    /// <summary>The record was deleted as the other one had been (rule 7.3).</summary>
    Deletion,

    /// <summary>A run was undone (rule 8.12).</summary>
    Undo,
}
