using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CrmQbSync.Profiles;

/// <summary>
/// The parser, with one kind of exception for every text that is not YAML: for some of them, such as an open brace with keys below it, the
/// library's scanner throws an <see cref="InvalidOperationException"/> without a place.
/// </summary>
internal sealed class GuardedParser(string text) : IParser
{
    private readonly Parser _parser = new(new StringReader(text));

    public ParsingEvent? Current => _parser.Current;

    /// <exception cref="YamlException">The text is not YAML.</exception>
    public bool MoveNext()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (InvalidOperationException exception)
        {
            // What came last is the nearest place that is known.
            var (start, end) = Current is { } last ? (last.Start, last.End) : (Mark.Empty, Mark.Empty);
            throw new YamlException(start, end, "what follows cannot be told apart", exception);
        }
    }
}
