using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Plans all groups. They do not depend on each other, so slices of them are planned at the same time.</summary>
internal static class GroupPlans
{
    // Little comes of most groups, and much of each new record.
    private const int GroupsAtOnce = 4096;
    private const int CreationsAtOnce = 256;

    /// <summary>
    /// The plan in parts, in the order of the groups; new records come last, by key, since their names and ids must not depend on the order in
    /// which the sides were read (law 4).
    /// </summary>
    /// <param name="setting">What planning goes by.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="omitsBareLinks">Whether two records that agree are left out of the plan.</param>
    /// <param name="use">What is made of a part, at once and by whoever planned it.</param>
    public static IEnumerable<T> Make<T>(PlanSetting setting, KeyGroups groups, bool omitsBareLinks, Func<Plan, T> use)
    {
        var creations = new List<PlannedCreation>();
        var parts = Slices.Select(groups.Count, GroupsAtOnce, (from, to) =>
        {
            var planner = new GroupPlanner(setting, groups, omitsBareLinks);
            planner.PlanGroups(from, to);
            return (Used: use(planner.Plan), planner.Creations);
        });
        foreach (var (used, found) in parts)
        {
            creations.AddRange(found);
            yield return used;
        }
        creations.Sort((left, right) => CompareKeys(left.Key, right.Key));
        var newRecords = Slices.Select(creations.Count, CreationsAtOnce, (from, to) =>
        {
            var planner = new GroupPlanner(setting, groups, omitsBareLinks);
            planner.PlanCreations(creations, from, to);
            return use(planner.Plan);
        });
        foreach (var used in newRecords)
            yield return used;
    }

    private static int CompareKeys(string left, string right)
    {
        var order = string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }
}
