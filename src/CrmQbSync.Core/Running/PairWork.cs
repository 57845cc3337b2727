using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>A pair whose writes are under way. It is done when both sides are.</summary>
internal sealed class PairWork(PlannedPair pair)
{
    /// <summary>What is carried out; replaced when a stale record made it be merged again (rule 8.8).</summary>
    public PlannedPair Pair { get; set; } = pair;

    /// <summary>The contact as it stands so far.</summary>
    public ContactRecord? Crm { get; set; } = pair.Crm;

    /// <summary>The customer as it stands so far.</summary>
    public ContactRecord? Qb { get; set; } = pair.Qb;

    /// <summary>How many writes have no outcome yet.</summary>
    public int Open { get; set; }

    /// <summary>Whether a write failed, so that the base stays as it was (rule 8.3).</summary>
    public bool Failed { get; set; }

    /// <summary>Whether the service wants the record held (open balance), which is remembered already.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Whether the two records turned out not to be a pair any more, as one of them was changed meanwhile (rule 8.8).</summary>
    public bool IsParted { get; set; }

    /// <summary>Fields whose value a service refused while the rest was written.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>How often it was merged again.</summary>
    public int Attempts { get; set; }

    /// <summary>The record of a side as it stands so far.</summary>
    public ContactRecord? On(Side side) => side == Side.Crm ? Crm : Qb;

    /// <summary>Notes how the record of a side stands.</summary>
    public void Set(Side side, ContactRecord record)
    {
        if (side == Side.Crm)
            Crm = record;
        else
            Qb = record;
    }
}
