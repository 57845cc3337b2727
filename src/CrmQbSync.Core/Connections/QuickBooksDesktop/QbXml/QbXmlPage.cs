using System.Xml;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>An answer whose records are read one by one, while QuickBooks works on the next.</summary>
internal sealed class QbXmlPage : IDisposable
{
    private readonly XmlReader _reader;
    private readonly ResponseText _response;

    /// <summary>The answer that a reader of a response stands at.</summary>
    public QbXmlPage(XmlReader reader, ResponseText response)
    {
        (_reader, _response) = (reader, response);
        var head = new XElement(reader.LocalName);
        while (reader.MoveToNextAttribute())
            head.SetAttributeValue(reader.LocalName, reader.Value);
        reader.MoveToElement();
        Head = new QbXmlAnswer(head);
    }

    /// <summary>The answer without its records.</summary>
    public QbXmlAnswer Head { get; }

    /// <summary>The records of a name, each read by <paramref name="read"/>, which leaves the reader behind it; to be gone through once.</summary>
    /// <exception cref="SyncException">ServiceRejected: it is no qbXML.</exception>
    public IEnumerable<T> Records<T>(string name, Func<XmlReader, T> read)
        where T : class
    {
        if (_reader.IsEmptyElement)
            yield break;
        QbXmlText.Guard(_reader.Read);
        while (QbXmlText.Guard(() => Next(name, read)) is { } record)
            yield return record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _response.Release();
    }

    private T? Next<T>(string name, Func<XmlReader, T> read)
        where T : class
    {
        while (_reader.MoveToContent() == XmlNodeType.Element)
        {
            if (_reader.LocalName == name)
                return read(_reader);
            _reader.Skip();
        }
        return null;
    }
}
