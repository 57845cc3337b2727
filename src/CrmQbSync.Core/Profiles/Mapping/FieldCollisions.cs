using CrmQbSync.Contacts;

namespace CrmQbSync.Profiles;

/// <summary>
/// Two fields must not flow into one field of a side. The profile's own line takes the place of a default one; all else is a fault.
/// </summary>
internal sealed class FieldCollisions(ProfileFaults faults, SideNames crm, SideNames qb)
{
    /// <summary>Takes the fields that are displaced out of the list, and tells of the faults.</summary>
    public void Resolve(List<FieldCandidate> candidates)
    {
        var displaced = new HashSet<FieldCandidate>(ReferenceEqualityComparer.Instance);
        foreach (var side in (Side[])[Side.Crm, Side.Qb])
        {
            foreach (var group in Groups(candidates, side))
                ResolveGroup(group, side, displaced);
        }
        candidates.RemoveAll(displaced.Contains);
    }

    private IEnumerable<List<FieldCandidate>> Groups(List<FieldCandidate> candidates, Side side)
    {
        var type = (side == Side.Crm ? crm : qb).Type;
        if (type is null)
            return [];
        return candidates
            .Where(candidate => candidate.FlowsTo(side) && candidate.On(side)?.Name is not null)
            .SelectMany(candidate => DefaultMapping.TargetsOf(type, candidate.On(side)!.Name!), (candidate, target) => (candidate, target))
            .GroupBy(pair => pair.target, pair => pair.candidate)
            .Select(group => group.Distinct().ToList())
            .Where(group => group.Count > 1);
    }

    private void ResolveGroup(List<FieldCandidate> group, Side side, HashSet<FieldCandidate> displaced)
    {
        var own = group.Where(candidate => candidate.On(side)!.IsOwn).OrderBy(candidate => candidate.On(side)!.Place!.Line).ToList();
        var first = own[0];
        foreach (var second in own.Skip(1))
            Fault(second, side, first.Field, "another name for one of them, or a direction by which only one flows there");
        foreach (var other in group.Where(candidate => !candidate.On(side)!.IsOwn))
        {
            // Taking the place of a default is what the line asks for; taking it from a field that the profile speaks of, or from the key, is a slip.
            if (other.Field.Name == CanonicalFields.Email)
                Fault(first, side, other.Field, "another name: Email has to stay mapped, as records are matched by it");
            else if (other.Line is not null)
                Fault(first, side, other.Field, $"another name here, or one for {other.Field.Name}, or its line removed");
            else
                displaced.Add(other);
        }
    }

    private void Fault(FieldCandidate candidate, Side side, ContactField other, string right)
    {
        var name = candidate.On(side)!;
        faults.Add(name.Place!.Line, name.Place.Column, name.Key,
            $"{candidate.Field.Name} and {other.Name} would both flow into {Shown.Quoted(name.Shown)} of {(side == Side.Crm ? "crm" : "qb")}", right);
    }
}
