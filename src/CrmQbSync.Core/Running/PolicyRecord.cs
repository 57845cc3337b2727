using System.Collections.Immutable;
using System.Globalization;
using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>The policies and mappings of a profile as the state keeps them, to notice in the next run what was edited (rules 3.6 and 5.4).</summary>
internal static class PolicyRecord
{
    private const string FieldPrefix = "field:";
    private const string RunMode = "run:mode";

    /// <summary>The policies of a profile, and the mode that the run worked in.</summary>
    public static ImmutableDictionary<string, string> Of(SyncProfile profile, FieldLayout layout, IReadOnlyList<FieldRule> rules, SyncMode runMode)
    {
        var policies = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        policies[RunMode] = runMode.ToString();
        policies["mode"] = profile.Mode.ToString();
        policies["tieBreaker"] = profile.TieBreaker.ToString();
        policies["region"] = profile.Region;
        policies["blanks"] = profile.Blanks.ToString();
        policies["deletions"] = profile.Deletions.ToString();
        policies["whenEmailChanges"] = profile.WhenEmailChanges.ToString();
        policies["includeJobs"] = profile.Qb.IncludeJobs.ToString(CultureInfo.InvariantCulture);
        policies["filter"] = string.Join(" & ", profile.Filter.Select(term => $"{term.Field}={string.Join('|', term.Values)}"));
        for (var field = 0; field < rules.Count; field++)
        {
            var rule = rules[field];
            policies[FieldPrefix + rule.Field.Name] = $"{rule.Direction} {rule.Priority ?? profile.Priority} {layout.Mappings[field]}";
        }
        return policies.ToImmutable();
    }

    /// <summary>Whether anything was edited since; false before the first complete run.</summary>
    public static bool AnyEdited(StateHeader header, ImmutableDictionary<string, string> now)
    {
        if (!header.Policies.ContainsKey(RunMode))
            return false;
        return now.Any(policy => policy.Key != RunMode && header.Policies.GetValueOrDefault(policy.Key) != policy.Value)
            || header.Policies.Keys.Any(key => key.StartsWith(FieldPrefix, StringComparison.Ordinal) && !now.ContainsKey(key));
    }

    /// <summary>The fields whose direction or priority, or the blanks policy of all, was edited since, one bit each.</summary>
    public static ulong EditedFields(StateHeader header, ImmutableDictionary<string, string> now, FieldSet fields)
    {
        if (!header.Policies.ContainsKey(RunMode))
            return 0;
        var blanksEdited = header.Policies.GetValueOrDefault("blanks") != now["blanks"];
        var edited = 0UL;
        for (var field = 0; field < fields.Count; field++)
        {
            var key = FieldPrefix + fields[field].Name;
            if (blanksEdited || (header.Policies.TryGetValue(key, out var before) && before != now[key]))
                edited |= 1UL << field;
        }
        return edited;
    }

    /// <summary>
    /// The policies that stay on record after a run that dealt with a part only: what it did in another mode, the next one-way run looks at again.
    /// </summary>
    public static ImmutableDictionary<string, string> AfterPartOf(StateHeader header, SyncMode mode) =>
        ModeSwitched(header, mode) ? header.Policies.SetItem(RunMode, "Several") : header.Policies;

    /// <summary>Whether the last complete run worked in another mode, or some run since.</summary>
    public static bool ModeSwitched(StateHeader header, SyncMode mode) =>
        header.Policies.TryGetValue(RunMode, out var before) && before != mode.ToString();
}
