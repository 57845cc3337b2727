namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// The qbXML of a response as it came: text, or the still escaped bytes of it inside a SOAP call. Those are unescaped while they are read, by whoever
/// makes use of them; the Web Connector is not kept waiting for that.
/// </summary>
internal sealed class ResponseText
{
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _escaped;
    private IDisposable? _body;
    private bool _isReleased;

    private ResponseText(string? text, ReadOnlyMemory<byte> escaped) => (_text, _escaped) = (text, escaped);

    /// <summary>No response.</summary>
    public static ResponseText None { get; } = new("", default);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _text is null ? _escaped.IsEmpty : _text.Length == 0;

    /// <summary>A response that is at hand as a text.</summary>
    public static ResponseText Of(string text) => new(text, default);

    /// <summary>A response as the character data of an XML element in UTF-8.</summary>
    public static ResponseText OfEscaped(ReadOnlyMemory<byte> bytes) => new(null, bytes);

    /// <summary>Reads it from the start. Throws an <see cref="System.Xml.XmlException"/> on the way where it is not escaped as it should be.</summary>
    public TextReader Open()
    {
        ObjectDisposedException.ThrowIf(_isReleased, this);
        return _text is null ? new EscapedTextReader(_escaped) : new StringReader(_text);
    }

    /// <summary>Takes over the body that it came in: to be kept for as long as it is needed, where it still lies there.</summary>
    public void Keep(IDisposable body)
    {
        if (_text is null)
            _body = body;
        else
            body.Dispose();
    }

    /// <summary>Nobody will read it any more.</summary>
    public void Release()
    {
        _isReleased = true;
        _body?.Dispose();
        _body = null;
    }

    /// <summary>The whole of it.</summary>
    public override string ToString()
    {
        if (_text is not null)
            return _text;
        using var reader = Open();
        return reader.ReadToEnd();
    }
}
