using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CrmQbSync.Profiles;

/// <summary>
/// Reads the text as a tree of plain YAML: keys, lists and values. What makes a file mean something else than it seems to (anchors, aliases, merge
/// keys, tags, a second document) is refused. Nesting is bounded, so that no file costs more than its length.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Deeper than any profile is.</summary>
    private const int MaxDepth = 16;

    private readonly GuardedParser _parser;
    private readonly ProfileFaults _faults;
    private bool _stopped;

    private YamlReader(string text, ProfileFaults faults)
    {
        _parser = new GuardedParser(text);
        _faults = faults;
    }

    /// <summary>The root; null if there is nothing that could be checked further. Faults are collected.</summary>
    public static YamlMap? Read(string text, ProfileFaults faults)
    {
        try
        {
            return new YamlReader(text, faults).ReadDocument();
        }
        catch (YamlException exception)
        {
            faults.Add(LineOf(exception), ColumnOf(exception), "", YamlFaultText.Wrong(exception), YamlFaultText.Right(exception, text));
            return null;
        }
    }

    private static int LineOf(YamlException exception) => (int)Math.Clamp(exception.Start.Line, 1, int.MaxValue);

    private static int ColumnOf(YamlException exception) => (int)Math.Clamp(exception.Start.Column, 1, int.MaxValue);

    private YamlMap? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            FaultEmpty();
            return null;
        }
        _parser.Consume<DocumentStart>();
        var root = ReadNode("", 0);
        if (_stopped)
            return null;
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _faults.Add(Line(second), Column(second), "", "a second document starts here", "one document a file: remove the line ---");
            return null;
        }
        switch (root)
        {
            case YamlMap map:
                return map;
            case YamlScalar { IsNothing: true }:
                FaultEmpty();
                return null;
            case YamlBroken:
                return null;
            default:
                _faults.Add(root.Line, root.Column, "", $"{root.Kind} is no profile", "a profile consists of keys and values, such as mode: Synchronize");
                return null;
        }
    }

    private void FaultEmpty() =>
        _faults.Add(1, 1, "", "the file is empty", "a profile has at least crm and qb; New-ContactSyncProfile writes one to start from");

    private YamlNode ReadNode(string key, int depth)
    {
        var start = _parser.Current ?? throw new InvalidOperationException("There is always a next event before the stream's end.");
        if (depth > MaxDepth)
        {
            _faults.Add(Line(start), Column(start), key, $"the file is nested more than {MaxDepth} levels deep", "no profile needs more than 5");
            _stopped = true;
            return Broken(start);
        }
        if (!CheckNode(start, key))
        {
            _parser.SkipThisAndNestedEvents();
            return Broken(start);
        }
        return start switch
        {
            Scalar => ReadScalar(_parser.Consume<Scalar>()),
            SequenceStart => ReadList(_parser.Consume<SequenceStart>(), key, depth),
            _ => ReadMap(_parser.Consume<MappingStart>(), key, depth),
        };
    }

    private bool CheckNode(ParsingEvent node, string key)
    {
        var wrong = node switch
        {
            AnchorAlias => "an alias (*) stands here",
            NodeEvent { Anchor.IsEmpty: false } => "an anchor (&) stands here",
            NodeEvent { Tag.IsEmpty: false } => "a tag (!) stands here",
            _ => null,
        };
        if (wrong is not null)
            _faults.Add(Line(node), Column(node), key, wrong, "write the value out; a profile has no anchors, aliases or tags (a text that starts with such a sign stands in quotes)");
        return wrong is null;
    }

    private YamlList ReadList(SequenceStart start, string key, int depth)
    {
        var items = new List<YamlNode>();
        while (!_stopped && !_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode($"{key}[{items.Count + 1}]", depth + 1));
        return new YamlList(Line(start), Column(start), items);
    }

    private YamlMap ReadMap(MappingStart start, string key, int depth)
    {
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_stopped && !_parser.TryConsume<MappingEnd>(out _))
        {
            var name = ReadNode(key, depth + 1);
            if (_stopped)
                break;
            var path = name is YamlScalar { Text: var text } ? ProfileFaults.Join(key, text) : key;
            var value = ReadNode(path, depth + 1);
            if (name is YamlScalar scalar && CheckKey(scalar, path, lines))
                entries.Add(new YamlEntry(scalar, value));
            else if (name is YamlList or YamlMap)
                _faults.Add(name.Line, name.Column, key, $"{name.Kind} stands where a key has to be", "a key is a plain name");
        }
        return new YamlMap(Line(start), Column(start), entries);
    }

    private bool CheckKey(YamlScalar name, string path, Dictionary<string, int> lines)
    {
        if (name.Text == "<<")
        {
            _faults.Add(name.Line, name.Column, path, "a merge key (<<) stands here", "write the keys out; a profile has no merge keys");
            return false;
        }
        if (!lines.TryAdd(name.Text, name.Line))
        {
            _faults.Add(name.Line, name.Column, path, $"the key stands here a second time, first in line {lines[name.Text].ToInvariant()}", "each key once: remove one of the two");
            return false;
        }
        return true;
    }

    private static YamlScalar ReadScalar(Scalar scalar) =>
        new(Line(scalar), Column(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);

    private static YamlBroken Broken(ParsingEvent start) => new(Line(start), Column(start));

    private static int Line(ParsingEvent start) => (int)start.Start.Line;

    private static int Column(ParsingEvent start) => (int)start.Start.Column;
}
