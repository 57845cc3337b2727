using CrmQbSync.Profiles;
using System.Globalization;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Statements of the service's query language.</summary>
internal static class CustomerQuery
{
    /// <summary>The most rows that a query gives.</summary>
    public const int MaxRows = 1000;

    /// <summary>Active and inactive; without it a query leaves the inactive ones out.</summary>
    public const string AnyActive = "Active IN (true, false)";

    /// <summary>Customers that fulfil every condition, in an order that changes elsewhere do not move.</summary>
    public static string Page(IEnumerable<string> conditions, int start) =>
        $"SELECT * FROM Customer WHERE {string.Join(" AND ", conditions)} ORDERBY Id STARTPOSITION {start.ToInvariant()} MAXRESULTS {MaxRows.ToInvariant()}";

    /// <summary>How many customers there are, active or not, that were created before a time.</summary>
    public static string CountCreatedBefore(DateTimeOffset time) => $"SELECT COUNT(*) FROM Customer WHERE {AnyActive} AND MetaData.CreateTime < {Literal(Time(time))}";

    /// <summary>Names of an entity that begin with a text, active and inactive.</summary>
    public static string Names(string entity, string beginning, int start) =>
        $"SELECT * FROM {entity} WHERE DisplayName LIKE {Literal(beginning + "%")} AND {AnyActive} STARTPOSITION {start.ToInvariant()} MAXRESULTS {MaxRows.ToInvariant()}";

    /// <summary>Any of some ids.</summary>
    public static string IdIn(IEnumerable<string> ids) => $"Id IN ({List(ids)})";

    /// <summary>Exactly a name, among customers that are not below another one.</summary>
    public static string NameIs(string name) => $"FullyQualifiedName = {Literal(name)}";

    /// <summary>Exactly one of some addresses.</summary>
    public static string EmailIn(IEnumerable<string> addresses) => $"PrimaryEmailAddr IN ({List(addresses)})";

    /// <summary>More than one address.</summary>
    public const string SeveralEmails = "PrimaryEmailAddr LIKE '%,%'";

    /// <summary>An address anywhere in the field, which may hold several.</summary>
    public static string EmailHolds(string address) => $"PrimaryEmailAddr LIKE {Literal($"%{address}%")}";

    /// <summary>Changed at or after a time.</summary>
    public static string ChangedSince(DateTimeOffset time) => $"MetaData.LastUpdatedTime >= {Literal(Time(time))}";

    /// <summary>Changed before a time.</summary>
    public static string ChangedBefore(DateTimeOffset time) => $"MetaData.LastUpdatedTime < {Literal(Time(time))}";

    /// <summary>A time as the service reads it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Select(Literal));

    /// <summary>A quote and a backslash are escaped by a backslash; a quote is never doubled.</summary>
    private static string Literal(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
