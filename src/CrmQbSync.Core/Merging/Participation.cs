using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Who takes part (section 3), and which two records are a pair. Pure.</summary>
public sealed class Participation(MergeContext context, NormalForm normal)
{
    /// <summary>Whether a record is left out as a sub-customer or job (rule 3.3).</summary>
    public bool IsLeftOutAsJob(ContactRecord record) => record.IsJob && !context.Policy.IncludeJobs;

    /// <summary>Why a record that exists does not take part; null if it does.</summary>
    public string? ReasonToRest(ContactRecord record)
    {
        if (IsLeftOutAsJob(record))
            return Reasons.Job;
        return SideView.KeyOf(record, context.Fields) switch
        {
            null => Reasons.NoEmail,
            var key when !EmailAddress.IsValid(key) => Reasons.InvalidEmail,
            _ => null,
        };
    }

    /// <summary>Whether an address that is no longer the same parts a linked pair (rule 4.2).</summary>
    public bool IsDissolved(ContactRecord crm, ContactRecord qb) =>
        context.Policy.WhenEmailChanges == EmailChangePolicy.CreateNew && !HaveOneKey(crm, qb);

    /// <summary>Whether two records that were planned as a pair still are one, as they stand now (rules 3.1, 3.3 and 4.2 to 4.4).</summary>
    public bool StillPairs(PairKind kind, ContactRecord crm, ContactRecord qb) =>
        ReasonToRest(crm) is null && ReasonToRest(qb) is null && (kind == PairKind.Link ? HaveOneKey(crm, qb) : !IsDissolved(crm, qb));

    private bool HaveOneKey(ContactRecord crm, ContactRecord qb) =>
        normal.Same(FieldKind.Email, SideView.KeyOf(crm, context.Fields), SideView.KeyOf(qb, context.Fields));
}
