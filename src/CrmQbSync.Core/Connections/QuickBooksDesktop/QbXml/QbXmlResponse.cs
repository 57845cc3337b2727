using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A message set that QuickBooks answered.</summary>
internal sealed class QbXmlResponse(XElement set)
{
    /// <summary>What became of the set as a whole, where it had an id; null where QuickBooks does not say.</summary>
    public int? SetStatus => int.TryParse((string?)set.Attribute("messageSetStatusCode"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var status) ? status : null;

    /// <summary>The responses to its requests, in order.</summary>
    public IReadOnlyList<QbXmlAnswer> Answers { get; } = [.. set.Elements().Select(element => new QbXmlAnswer(element))];

    /// <summary>The only answer of a set of one request.</summary>
    /// <exception cref="SyncException">ServiceRejected: there is none.</exception>
    public QbXmlAnswer Single => Answers.Count > 0 ? Answers[0] : throw NoAnswer(SetStatus);

    /// <summary>The error of a response without any answer.</summary>
    public static SyncException NoAnswer(int? status) => new(
        SyncErrorId.ServiceRejected,
        $"QuickBooks gave no answer to a request (status of the message {status?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}).",
        "Run the update again.");
}
