using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Profiles;

/// <summary>What no single key can tell: whether the keys of a profile go together.</summary>
internal sealed class CrossChecks(ProfileFaults faults, CheckedValue profile)
{
    /// <summary>One file must not be in two places: one would overwrite the other.</summary>
    /// <param name="statePath">The state's full path; null if it is not known.</param>
    public void CheckFiles(string? statePath)
    {
        var places = new List<(string Name, string Path)> { ("the profile itself", faults.File) };
        foreach (var side in (string[])["crm", "qb"])
            Check(profile[side]?["path"], side, places, [""]);
        // SQLite keeps its log beside the state, and takes any file of that name for it.
        if (profile["state"]?["path"] is { } state)
            Check(state, "the state", places, ["", "-wal", "-shm", "-journal"]);
        else if (statePath is not null)
            CheckDefaultState(statePath, places);
    }

    /// <summary>A notice needs a way, and a user needs a password.</summary>
    public void CheckNotify()
    {
        if (profile["notify"] is not { } notify)
            return;
        var hasCommand = notify.Has("command") && notify["command"] is not { Items.IsEmpty: true };
        if (!notify.Has("smtp") && !notify.Has("webhook") && !hasCommand)
            faults.Add(notify.Node.Line, notify.Node.Column, notify.Key, "nobody is told in any way", "smtp, webhook or command beside it, or no notify at all");
        if (notify["smtp"] is not { } smtp || smtp.Has("userName") == smtp.Has("password"))
            return;
        var (there, missing) = smtp.Has("userName") ? ("userName", "password") : ("password", "userName");
        var place = smtp.Entries.First(entry => entry.Name.Text == there).Name;
        faults.Add(place.Line, place.Column, $"{smtp.Key}.{there}", $"it stands here without {missing}", "both of them to sign in, or neither");
    }

    /// <summary>The terms of <c>selection.filter</c>; each has to be about a field that is read.</summary>
    public ImmutableArray<FilterTerm> ReadFilter(FieldMappingReader mapping, ImmutableArray<FieldRule> rules)
    {
        var terms = ImmutableArray.CreateBuilder<FilterTerm>();
        foreach (var (name, value) in profile["selection"]?["filter"]?.Entries.Select(entry => (entry.Name, entry.Value)) ?? [])
        {
            var key = $"selection.filter.{name.Text}";
            if (mapping.Find(name.Text) is not { } field)
            {
                var meant = faults.IsFull ? null : NearMiss.Find(name.Text, mapping.Names);
                faults.Add(name.Line, name.Column, key, "no such field is known", meant is null ? "a canonical field, or a custom one that stands in fields" : $"{meant} is meant");
            }
            else if (terms.Any(term => term.Field.Name == field.Name))
                faults.Add(name.Line, name.Column, key, "the field stands here a second time", "each field once, with a list of values: [a, b]");
            else if (rules.All(rule => rule.Field.Name != field.Name))
                faults.Add(name.Line, name.Column, key, "the field is not mapped, so that nothing is known of it", "a mapped field, or a line in fields that maps it on both sides");
            else if (value is not null)
                terms.Add(new FilterTerm(field, [.. value.Items.Select(item => item.Text).OfType<string>()]));
        }
        return terms.ToImmutable();
    }

    private void Check(CheckedValue? path, string name, List<(string Name, string Path)> places, string[] suffixes)
    {
        if (path?.Text is not { } text)
            return;
        foreach (var suffix in suffixes)
        {
            if (places.FirstOrDefault(place => FileIdentity.AreSame(place.Path, text + suffix)) is { Name: { } other })
            {
                faults.Add(path.Node.Line, path.Node.Column, path.Key, $"{Shown.Quoted(path.AsWritten)} is the same file as {other}", "another file: each is read and written on its own");
                break;
            }
        }
        places.Add((name == "the state" ? name : $"that of {name}", text));
    }

    private void CheckDefaultState(string statePath, List<(string Name, string Path)> places)
    {
        foreach (var side in (string[])["crm", "qb"])
        {
            if (profile[side]?["path"] is { Text: { } text } path
                && ((string[])["", "-wal", "-shm", "-journal"]).Any(suffix => FileIdentity.AreSame(statePath + suffix, text)))
            {
                faults.Add(path.Node.Line, path.Node.Column, path.Key, $"{Shown.Quoted(path.AsWritten)} is where the state is kept by default", "another file, or another state.path");
            }
        }
        if (places.Count > 0 && FileIdentity.AreSame(statePath, faults.File))
            faults.Add(1, 1, "state.path", "the profile lies where its state is kept by default", "a state.path, or another name for the file");
    }
}
