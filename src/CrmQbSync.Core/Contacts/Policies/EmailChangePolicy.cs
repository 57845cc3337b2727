namespace CrmQbSync;

/// <summary>What happens to a link when an e-mail address changes (rule 4.2).</summary>
public enum EmailChangePolicy
{
    /// <summary>The link holds and the new address flows like any other field.</summary>
    Follow,

    /// <summary>The link is dissolved; both records are matched afresh.</summary>
    CreateNew,
}
