using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Sorts the records that no live link holds: into groups by key, or out because they do not take part (rules 3.1 and 3.3).</summary>
internal sealed class UnlinkedSorter(PlanSetting setting, Plan plan)
{
    /// <summary>The groups; what is sorted out goes into the plan.</summary>
    public KeyGroups Sort()
    {
        var groups = new KeyGroups(setting.Crm, setting.Qb, record => !record.Deleted && !setting.Participation.IsLeftOutAsJob(record));
        foreach (var view in new[] { setting.Crm, setting.Qb })
        {
            for (var index = 0; index < view.Count; index++)
            {
                if (view.RoleOf(index) != RecordRole.Linked && !groups.IsKeyed(view.Side, index))
                    SortOut(view, index);
            }
        }
        return groups;
    }

    private void SortOut(SideView view, int index)
    {
        var record = view[index];
        if (record.Deleted)
        {
            if (setting.Memories.ContainsKey((view.Side, record.Id)))
                plan.Forgotten.Add((view.Side, record.Id));
            return;
        }
        if (record.Values.IsBlank(setting.Context.Fields.Count))
            return;
        Skip(view, record, view.KeyAt(index), setting.Participation.ReasonToRest(record)!);
    }

    private void Skip(SideView view, ContactRecord record, string? key, string reason)
    {
        var (crm, qb) = view.Side == Side.Crm ? (record, (ContactRecord?)null) : (null, record);
        var known = setting.Memories.GetValueOrDefault((view.Side, record.Id));
        var takes = setting.Selector.Takes(crm, qb, null);
        var reported = takes && (setting.Context.All || known?.ReportedReason != reason || setting.Merger.Differs(record.Values, known.Seen));
        RecordMemories.Remember(plan, record, view.Side, key, takes ? reason : known?.ReportedReason, needsAttention: false, known);
        if (reported)
            plan.Pairs.Add(new PlannedPair { Kind = PairKind.Skip, Crm = crm, Qb = qb, Key = key, Reason = reason });
    }
}
