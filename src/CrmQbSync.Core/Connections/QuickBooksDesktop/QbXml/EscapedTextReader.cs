using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Reads the text that the character data of an XML element in UTF-8 means, piece by piece: a page of customers is not held in memory twice. A general reader
/// takes longer for it than for the document within, as every tag of that is two references here. As strict as one: what is no XML throws an <see cref="XmlException"/>.
/// </summary>
internal sealed class EscapedTextReader(ReadOnlyMemory<byte> escaped) : TextReader
{
    /// <summary>No reference is longer.</summary>
    private const int LongestReference = 16;

    private const uint LessThan = 0x266C743B; // &lt;
    private const uint GreaterThan = 0x2667743B; // &gt;

    private static readonly (byte[] Name, char Meaning)[] s_references = [("lt"u8.ToArray(), '<'), ("gt"u8.ToArray(), '>'), ("amp"u8.ToArray(), '&'), ("quot"u8.ToArray(), '"'), ("apos"u8.ToArray(), '\'')];

    private readonly char[] _single = new char[1];
    private int _at = escaped.Span.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
    private char _low;
    private int _peeked = -1;

    /// <inheritdoc/>
    public override int Peek() => _peeked >= 0 ? _peeked : _peeked = ReadPiece(_single) == 0 ? -1 : _single[0];

    /// <inheritdoc/>
    public override int Read()
    {
        var sign = Peek();
        _peeked = -1;
        return sign;
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0 || _peeked < 0)
            return ReadPiece(buffer.AsSpan(index, count));
        buffer[index] = (char)Read();
        return 1;
    }

    private int ReadPiece(Span<char> buffer)
    {
        var bytes = escaped.Span;
        var length = 0;
        if (_low != '\0' && buffer.Length > 0)
        {
            buffer[length++] = _low;
            _low = '\0';
        }
        Span<char> pair = stackalloc char[2];
        while (true)
        {
            var at = _at;
            while (length < buffer.Length && at < bytes.Length)
            {
                var sign = bytes[at];
                if (MeansItself(sign))
                {
                    buffer[length++] = (char)sign;
                    at++;
                    continue;
                }
                // Nearly all references are these two.
                if (sign != '&' || bytes.Length - at < 4 || BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) is var four && four != LessThan && four != GreaterThan)
                    break;
                buffer[length++] = four == LessThan ? '<' : '>';
                at += 4;
            }
            _at = at;
            if (length == buffer.Length || at == bytes.Length)
                return length;
            var rune = Special(bytes[at..]);
            var count = rune.EncodeToUtf16(pair);
            buffer[length++] = pair[0];
            if (count == 1)
                continue;
            if (length < buffer.Length)
                buffer[length++] = pair[1];
            else
                _low = pair[1];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MeansItself(byte sign) => sign is (>= 0x20 and < 0x80 and not ((byte)'&' or (byte)'<' or (byte)'>')) or (byte)'\n';

    /// <summary>The character that stands next, which does not simply mean itself.</summary>
    private Rune Special(ReadOnlySpan<byte> rest)
    {
        switch (rest[0])
        {
            case (byte)'&':
                return Reference(rest);
            case (byte)'\t':
                _at++;
                return new Rune('\t');
            case (byte)'\r':
                // Line ends are one character to XML.
                _at += rest.Length > 1 && rest[1] == '\n' ? 2 : 1;
                return new Rune('\n');
            case (byte)'>' when _at < 2 || !escaped.Span[(_at - 2)..].StartsWith("]]"u8):
                _at++;
                return new Rune('>');
            case >= 0x80 when Rune.DecodeFromUtf8(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done:
                _at += length;
                return Allowed(rune.Value);
            default:
                throw new XmlException(string.Create(CultureInfo.InvariantCulture, $"The byte 0x{rest[0]:X2} cannot stand in a text."));
        }
    }

    private Rune Reference(ReadOnlySpan<byte> rest)
    {
        var end = rest[..Math.Min(rest.Length, LongestReference)].IndexOf((byte)';');
        var name = end < 0 ? default : rest[1..end];
        _at += end + 1;
        foreach (var (known, meaning) in s_references)
        {
            if (name.SequenceEqual(known))
                return new Rune(meaning);
        }
        if (name.StartsWith("#x"u8) && int.TryParse(name[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            return Allowed(code);
        return name.StartsWith("#"u8) && int.TryParse(name[1..], NumberStyles.None, CultureInfo.InvariantCulture, out code)
            ? Allowed(code)
            : throw new XmlException("There is a reference in a text that means nothing.");
    }

    private static Rune Allowed(int code) => Rune.TryCreate(code, out var rune) && (!rune.IsBmp || XmlConvert.IsXmlChar((char)code))
        ? rune
        : throw new XmlException("There is a character in a text that XML does not have.");
}
