using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Profiles;

/// <summary>Works out which field is mapped to what: the connections' default mapping, and the profile's own lines over it.</summary>
internal sealed class FieldMappingReader
{
    /// <summary>What a contact has beside its fields; a custom field of such a name could not be shown.</summary>
    private static readonly string[] s_reserved =
    [
        nameof(Contact.Id), nameof(Contact.Side), nameof(Contact.Deleted), nameof(Contact.Profile), nameof(Contact.CreatedTime), nameof(Contact.ModifiedTime),
    ];

    private readonly ProfileFaults _faults;
    private readonly CheckedValue _profile;
    private readonly SideNames _crm;
    private readonly SideNames _qb;

    public FieldMappingReader(ProfileFaults faults, CheckedValue profile)
    {
        _faults = faults;
        _profile = profile;
        _crm = new SideNames(faults, "crm", profile["crm"]);
        _qb = new SideNames(faults, "qb", profile["qb"]);
    }

    /// <summary>The rules, Email first; the faults are collected.</summary>
    public ImmutableArray<FieldRule> Read()
    {
        var lines = ReadLines();
        var canonical = CanonicalFields.All.Select(field => Canonical(field, lines.GetValueOrDefault(field.Name)));
        var custom = lines.Values.Where(line => CanonicalFields.Find(line.Name.Text) is null).Select(Custom);
        var candidates = canonical.Concat(custom).OfType<FieldCandidate>().ToList();
        CheckColumns(lines);
        new FieldCollisions(_faults, _crm, _qb).Resolve(candidates);
        if (candidates.Count > FieldSet.MaxFields && candidates[FieldSet.MaxFields].Line is { } last)
        {
            _faults.Add(last.Line, last.Column, $"fields.{last.Text}", $"with this one there are more than {FieldSet.MaxFields.ToInvariant()} mapped fields",
                $"at most {FieldSet.MaxFields.ToInvariant()}: leave some out, or give fields that need not flow direction: None and no names");
        }
        return [.. candidates.Select(candidate => candidate.ToRule())];
    }

    /// <summary>The field of that name, canonical or in <c>fields:</c>; null if there is none.</summary>
    public ContactField? Find(string name)
    {
        if (CanonicalFields.Find(name) is { } field)
            return field;
        var line = _profile["fields"]?.Entries.FirstOrDefault(entry => entry.Name.Text.Equals(name, StringComparison.OrdinalIgnoreCase));
        return line is null ? null : ContactField.Custom(line.Name.Text, line.Value?.Choice<FieldKind>("kind") ?? FieldKind.Text);
    }

    /// <summary>The names that <see cref="Find"/> knows.</summary>
    public IEnumerable<string> Names =>
        CanonicalFields.All.Select(known => known.Name).Concat(_profile["fields"]?.Entries.Select(entry => entry.Name.Text) ?? []);

    private Dictionary<string, CheckedEntry> ReadLines()
    {
        var lines = new Dictionary<string, CheckedEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in _profile["fields"]?.Entries ?? [])
        {
            if (!lines.TryAdd(entry.Name.Text, entry))
                Fault(entry.Name, "the field stands here a second time", "each field once; upper and lower case are the same");
        }
        return lines;
    }

    private FieldCandidate? Canonical(ContactField field, CheckedEntry? entry)
    {
        var line = entry?.Value;
        if (line is not null && line.Has("kind"))
        {
            var kind = line.Entries.First(child => child.Name.Text == "kind").Name;
            _faults.Add(kind.Line, kind.Column, $"{line.Key}.kind", $"the kind of {field.Name} is fixed", "remove the line; only custom fields have a kind");
        }
        var candidate = Candidate(field, entry, hasDefault: true);
        if (candidate is { Crm: not null, Qb: not null })
            return candidate;
        // A line about a field that goes nowhere would be read and do nothing.
        if (entry?.Value is not null && candidate.Direction != FieldDirection.None)
        {
            foreach (var side in new[] { _crm, _qb }.Where(side => (side == _crm ? candidate.Crm : candidate.Qb) is null))
                Fault(entry.Name, $"{side.Type} has no such field by default, so that the line does nothing", $"name one ({side.Key}: …), or remove the line");
        }
        return null;
    }

    private FieldCandidate? Custom(CheckedEntry entry)
    {
        var name = entry.Name.Text;
        if (s_reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            Fault(entry.Name, "every contact has a property of that name", "another name");
            return null;
        }
        if (name.Length is 0 or > 100 || TextRules.FieldName.Wrong(name) is not null)
        {
            Fault(entry.Name, "this is no name for a field", TextRules.FieldName.Right + ", at most 100 in all");
            return null;
        }
        if (entry.Value is null)
            return null;
        var candidate = Candidate(ContactField.Custom(name, entry.Value.Choice<FieldKind>("kind") ?? FieldKind.Text), entry, hasDefault: false);
        if (candidate is { Crm: not null, Qb: not null })
            return candidate;
        var missing = string.Join(" and ", new[] { candidate.Crm is null ? "crm" : null, candidate.Qb is null ? "qb" : null }.OfType<string>());
        var meant = _faults.IsFull ? null : NearMiss.Find(name, CanonicalFields.All.Select(field => field.Name));
        Fault(entry.Name, $"this is no canonical field, and as a custom field it lacks {missing}",
            meant is null ? "a custom field has its name on either side: crm: … and qb: …" : $"{meant} is meant, or it needs its name on either side: crm: … and qb: …");
        return null;
    }

    private FieldCandidate Candidate(ContactField field, CheckedEntry? entry, bool hasDefault) => new(
        field,
        entry?.Name,
        _crm.Of(field.Name, entry?.Value, hasDefault),
        _qb.Of(field.Name, entry?.Value, hasDefault),
        entry?.Value?.Choice<FieldDirection>("direction") ?? FieldDirection.Both,
        entry?.Value?.Choice<SyncPriority>("priority"));

    private void CheckColumns(Dictionary<string, CheckedEntry> lines)
    {
        foreach (var (side, column) in _crm.ColumnNames.Select(column => (_crm, column)).Concat(_qb.ColumnNames.Select(column => (_qb, column))))
        {
            if (CanonicalFields.Find(column.Text) is not null || lines.ContainsKey(column.Text) || SideNames.Columns.Contains(column.Text, StringComparer.OrdinalIgnoreCase))
                continue;
            var meant = _faults.IsFull ? null : NearMiss.Find(column.Text, Names.Concat(SideNames.Columns));
            _faults.Add(column.Line, column.Column, $"{side.Key}.columns.{column.Text}", "no such field is known",
                meant is null ? "a canonical field, or a custom one that stands in fields" : $"{meant} is meant");
        }
    }

    private void Fault(YamlScalar name, string wrong, string right) => _faults.Add(name.Line, name.Column, $"fields.{name.Text}", wrong, right);
}
