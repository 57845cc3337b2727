using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Reads the text that the character data of an XML element means, piece by piece: a page of customers is not held in memory twice.</summary>
internal sealed class EscapedTextReader : TextReader
{
    private static readonly XmlReaderSettings s_settings = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
    };

    private static readonly UTF8Encoding s_strict = new(false, true);

    private readonly XmlReader _reader;
    private readonly char[] _single = new char[1];
    private bool _isInText;
    private int _peeked = -1;

    public EscapedTextReader(ReadOnlyMemory<byte> escaped)
    {
        var bytes = MemoryMarshal.TryGetArray(escaped, out var segment) ? segment : new ArraySegment<byte>(escaped.ToArray());
        _reader = XmlReader.Create(new StreamReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), s_strict), s_settings);
    }

    /// <inheritdoc/>
    public override int Peek() => _peeked >= 0 ? _peeked : _peeked = ReadOne();

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
        if (count == 0)
            return 0;
        if (_peeked >= 0)
        {
            buffer[index] = (char)Read();
            return 1;
        }
        try
        {
            while (_isInText || Enter())
            {
                if (_reader.ReadValueChunk(buffer, index, count) is > 0 and var got)
                    return got;
                _isInText = false;
            }
        }
        catch (DecoderFallbackException exception)
        {
            throw new XmlException(exception.Message, exception);
        }
        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _reader.Dispose();
        base.Dispose(disposing);
    }

    private int ReadOne() => Read(_single, 0, 1) == 0 ? -1 : _single[0];

    private bool Enter()
    {
        if (!_reader.Read())
            return false;
        _isInText = _reader.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace
            ? true
            : throw new XmlException($"There is {_reader.NodeType} in a text.");
        return true;
    }
}
