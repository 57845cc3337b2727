using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>Checks a tree by the definition of its keys: names, kinds, bounds.</summary>
internal sealed class SchemaChecker(ProfileFaults faults, ScalarChecker scalars)
{
    /// <summary>The checked value; null if it has a fault as a whole, which is told.</summary>
    public CheckedValue? Check(KeyDefinition definition, YamlNode node, string key) => node switch
    {
        YamlBroken => null,
        YamlScalar { IsNothing: true } when IsGroup(definition) => CheckGroupKind(definition, new YamlMap(node.Line, node.Column, []), key),
        YamlScalar { IsNothing: true } => Fault(node, key, "no value stands here", definition.OrNone(Wanted(definition))),
        YamlMap map when IsGroup(definition) => CheckGroupKind(definition, map, key),
        YamlList list when definition.Kind == KeyKind.List => CheckList(definition, list, list.Items, key),
        YamlScalar when definition is { Kind: KeyKind.List, TakesSingle: true } => CheckList(definition, node, [node], key),
        YamlScalar scalar when definition.Kind != KeyKind.List && !IsGroup(definition) => scalars.Check(definition, scalar, key),
        _ => Fault(node, key, $"{node.Kind} stands here", Wanted(definition)),
    };

    private static bool IsGroup(KeyDefinition definition) => definition.Kind is KeyKind.Group or KeyKind.Named or KeyKind.Connection;

    private static string Wanted(KeyDefinition definition) => definition.Kind switch
    {
        KeyKind.Number => $"a whole number from {definition.Minimum.ToInvariant()} to {definition.Maximum.ToInvariant()}",
        KeyKind.Switch => "true or false",
        KeyKind.Choice => $"one of {string.Join(", ", definition.Choices)}",
        KeyKind.Path => "the path of a file",
        KeyKind.List => definition.TakesSingle ? "a value, or a list of them: [a, b]" : "a list: [a, b]",
        KeyKind.Group or KeyKind.Connection => $"a group of keys ({Names(definition)}), each in a line of its own, indented",
        KeyKind.Named => "a group of fields, each in a line of its own, indented",
        _ => definition.Rule?.Right ?? "a single text",
    };

    private static string Names(KeyDefinition definition) =>
        definition.Kind == KeyKind.Connection ? "type and those that belong to it" : string.Join(", ", definition.Keys.Select(child => child.Name));

    private CheckedValue? CheckGroupKind(KeyDefinition definition, YamlMap map, string key) => definition.Kind switch
    {
        KeyKind.Named => CheckNamed(definition, map, key),
        KeyKind.Connection => CheckConnection(definition, map, key),
        _ => CheckGroup(definition.Keys, map, key, "here"),
    };

    private CheckedValue CheckGroup(ImmutableArray<KeyDefinition> keys, YamlMap map, string key, string where)
    {
        var entries = ImmutableArray.CreateBuilder<CheckedEntry>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            var path = ProfileFaults.Join(key, entry.Key.Text);
            if (keys.FirstOrDefault(child => child.Name == entry.Key.Text) is { } definition)
                entries.Add(new CheckedEntry(entry.Key, Check(definition, entry.Value, path)));
            else
                FaultUnknown(entry.Key, path, keys, where);
        }
        foreach (var missing in keys.Where(child => child.IsRequired && map.Entries.All(entry => entry.Key.Text != child.Name)))
            faults.Add(map.Line, map.Column, ProfileFaults.Join(key, missing.Name), "this key is missing", $"{missing.Name}: {Wanted(missing)}");
        return new CheckedValue(key, map) { Entries = entries.ToImmutable() };
    }

    private void FaultUnknown(YamlScalar name, string path, ImmutableArray<KeyDefinition> keys, string where)
    {
        var meant = faults.IsFull ? null : NearMiss.Find(name.Text, keys.Select(child => child.Name));
        faults.Add(name.Line, name.Column, path, $"no such key is known {where}",
            meant is null ? $"one of {string.Join(", ", keys.Select(child => child.Name))}" : $"{meant} is meant");
    }

    private CheckedValue? CheckNamed(KeyDefinition definition, YamlMap map, string key)
    {
        if (map.Entries.Count > definition.Maximum)
            return Fault(map, key, $"there are {map.Entries.Count.ToInvariant()} lines", $"at most {definition.Maximum.ToInvariant()}");
        return new CheckedValue(key, map)
        {
            Entries = [.. map.Entries.Select(entry => new CheckedEntry(entry.Key, Check(definition.Item!, entry.Value, ProfileFaults.Join(key, entry.Key.Text))))],
        };
    }

    private CheckedValue? CheckList(KeyDefinition definition, YamlNode node, IReadOnlyList<YamlNode> items, string key)
    {
        if (items.Count < definition.Minimum || items.Count > definition.Maximum)
        {
            return Fault(node, key, $"there are {items.Count.ToInvariant()} values",
                $"{definition.Minimum.ToInvariant()} to {definition.Maximum.ToInvariant()} of them");
        }
        var values = items.Select((item, index) => Check(definition.Item!, item, items.Count == 1 && node is YamlScalar ? key : $"{key}[{(index + 1).ToInvariant()}]")).ToList();
        return new CheckedValue(key, node) { Items = [.. values.OfType<CheckedValue>()] };
    }

    private CheckedValue? CheckConnection(KeyDefinition definition, YamlMap map, string key)
    {
        var typeKey = ProfileFaults.Join(key, "type");
        var typeEntry = map.Entries.FirstOrDefault(entry => entry.Key.Text == "type");
        var names = definition.Types.Select(type => type.Name);
        var type = definition.Types.FirstOrDefault(type =>
            typeEntry?.Value is YamlScalar scalar && type.Name.Equals(scalar.Text, StringComparison.OrdinalIgnoreCase));
        if (type is not null)
            return CheckGroup(type.Keys, map, key, $"in a connection of type {type.Name}") with { Type = type };
        if (typeEntry is null)
            faults.Add(map.Line, map.Column, typeKey, "this key is missing", $"type: one of {string.Join(", ", names)}");
        else if (typeEntry.Value is YamlScalar { IsNothing: false } scalar)
            FaultType(scalar, typeKey, definition, names);
        else if (typeEntry.Value is not YamlBroken)
            faults.Add(typeEntry.Value.Line, typeEntry.Value.Column, typeKey, $"{typeEntry.Value.Kind} stands here", $"one of {string.Join(", ", names)}");
        // Without the type only keys that no type has are surely wrong.
        var all = definition.Types.SelectMany(candidate => candidate.Keys).DistinctBy(child => child.Name).ToImmutableArray();
        foreach (var entry in map.Entries.Where(entry => all.All(child => child.Name != entry.Key.Text)))
            FaultUnknown(entry.Key, ProfileFaults.Join(key, entry.Key.Text), all, "in a connection");
        return null;
    }

    private void FaultType(YamlScalar scalar, string key, KeyDefinition definition, IEnumerable<string> names)
    {
        var elsewhere = ProfileKeys.Root.Keys.FirstOrDefault(other =>
            other.Name != definition.Name && other.Types.Any(type => type.Name.Equals(scalar.Text, StringComparison.OrdinalIgnoreCase)));
        if (elsewhere is not null)
        {
            faults.Add(scalar.Line, scalar.Column, key, $"a connection of this type cannot stand under {definition.Name}, but under {elsewhere.Name}", $"one of {string.Join(", ", names)}");
            return;
        }
        var meant = NearMiss.Find(scalar.Text, names);
        faults.Add(scalar.Line, scalar.Column, key, $"{Shown.Quoted(scalar.Text)} is no type of connection",
            meant is null ? $"one of {string.Join(", ", names)}" : $"{meant} is meant (one of {string.Join(", ", names)})");
    }

    private CheckedValue? Fault(YamlNode node, string key, string wrong, string right)
    {
        faults.Add(node.Line, node.Column, key, wrong, right);
        return null;
    }
}
