using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>What a run leaves for the next: marks and policies.</summary>
internal static class RunHeader
{
    /// <summary>Set where the mark only tells the connection what it knew, but changes since an earlier run were not all dealt with.</summary>
    public static string RereadKey(Side side) => $"reread:{side}";

    /// <summary>After a run that dealt with everything it could read.</summary>
    public static StateHeader Complete(PreparedRun run)
    {
        var header = run.Header with
        {
            CrmIdentity = run.Crm.Traits.Identity ?? run.Header.CrmIdentity,
            QbIdentity = run.Qb.Traits.Identity ?? run.Header.QbIdentity,
            Policies = run.Policies,
        };
        return Advance(Advance(header, run.Crm), run.Qb);
    }

    /// <summary>
    /// After a run that dealt with a selection, or broke off. A side that was read in full keeps what its connection now knows (ids once used), but
    /// is read in full again; one that told changes only keeps the mark it had. So does one with writes of which nothing was heard: what its
    /// connection learned from them was lost with the answer.
    /// </summary>
    public static StateHeader Partial(PreparedRun run, IReadOnlyList<Intent> undecided)
    {
        var header = run.Header with
        {
            CrmIdentity = run.Crm.Traits.Identity ?? run.Header.CrmIdentity,
            QbIdentity = run.Qb.Traits.Identity ?? run.Header.QbIdentity,
            Policies = PolicyRecord.AfterPartOf(run.Header, run.Context.Policy.Mode),
        };
        foreach (var session in new[] { run.Crm, run.Qb })
        {
            if (undecided.All(intent => intent.Target != session.Side))
                header = Keep(header, session);
        }
        return header;
    }

    /// <summary>What could not be read must be read by the next run, so an incomplete reading does not move the mark.</summary>
    private static StateHeader Advance(StateHeader header, SideSession session)
    {
        var reading = session.Reading!;
        if (!reading.IsComplete)
            return Keep(header, session);
        return session.Side == Side.Crm ? header with { CrmMark = reading.Mark } : header with { QbMark = reading.Mark };
    }

    private static StateHeader Keep(StateHeader header, SideSession session)
    {
        if (session.Reading is not { IsFull: true, Mark: { } mark })
            return header;
        var policies = header.Policies.SetItem(RereadKey(session.Side), "true");
        return session.Side == Side.Crm
            ? header with { CrmMark = mark, Policies = policies }
            : header with { QbMark = mark, Policies = policies };
    }
}
