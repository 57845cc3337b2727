using System.Globalization;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Queries in COQL. Three conditions or more are nested in pairs.</summary>
internal static class ZohoQuery
{
    /// <summary>The most rows of a call.</summary>
    public const int MaxRows = 2000;

    /// <summary>Rows that cost one credit.</summary>
    public const int CheapRows = 200;

    /// <summary>The most values that <c>in</c> takes.</summary>
    public const int MaxValues = 100;

    /// <summary>Records after an id, in the order of their ids.</summary>
    public static string After(IEnumerable<string> columns, string? condition, string afterId, int limit) =>
        $"select {string.Join(", ", columns)} from Contacts where {Pair(condition, $"id > {afterId}")} order by id asc limit {limit.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>How many contacts were modified in each second since a time.</summary>
    public static string CountBySecond(DateTimeOffset since) =>
        $"select Modified_Time, {Count} from Contacts where ({ModifiedSince(since)}) group by Modified_Time limit {MaxRows.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Records with one of these values, in the order of their ids: the first, or those after an id.</summary>
    public static string In(IEnumerable<string> columns, string module, string column, IEnumerable<string> values, string? afterId = null)
    {
        var condition = $"{column} in ({string.Join(", ", values.Select(Literal))})";
        return $"select {string.Join(", ", columns)} from {module} where ({(afterId is null ? condition : $"{condition} and id > {afterId}")}) order by id asc limit {MaxRows}";
    }

    /// <summary>The column that counts.</summary>
    public const string Count = "COUNT(id)";

    /// <summary>How many contacts there are up to an id.</summary>
    public static string CountUpTo(string id) => $"select COUNT(id) from Contacts where (id <= {id})";

    /// <summary>How many contacts there are.</summary>
    public const string CountAll = "select COUNT(id) from Contacts where (id is not null)";

    /// <summary>Modified at or after a time.</summary>
    public static string ModifiedSince(DateTimeOffset time) => $"Modified_Time >= {Literal(Time(time))}";

    /// <summary>Modified at or after a time, or whose account was at or after another.</summary>
    public static string ModifiedSince(DateTimeOffset time, DateTimeOffset accountTime) =>
        $"({ModifiedSince(time)} or {ZohoFieldMap.AccountField}.Modified_Time >= {Literal(Time(accountTime))})";

    /// <summary>What a condition says, or in a slice.</summary>
    public static string Or(string condition, ZohoSlice slice) =>
        $"({condition} or (({ModifiedSince(slice.From)} and Modified_Time <= {Literal(Time(slice.To))}) and (id > {slice.After} and id <= {slice.UpTo})))";

    /// <summary>A time as Zoho takes it: whole seconds with offset.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);

    private static string Pair(string? left, string right) => left is null ? $"({right})" : $"({left} and {right})";

    private static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
