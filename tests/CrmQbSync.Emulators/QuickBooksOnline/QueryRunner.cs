using System.Collections.Frozen;
using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>Answers queries over a company. Called under the company's gate.</summary>
internal sealed class QueryRunner(Company company)
{
    private static readonly FrozenDictionary<string, string> Filterable = new[]
    {
        "Id", "DisplayName", "GivenName", "MiddleName", "FamilyName", "CompanyName", "PrintOnCheckName", "FullyQualifiedName", "PrimaryEmailAddr",
        "Active", "Balance", "MetaData.CreateTime", "MetaData.LastUpdatedTime",
    }.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    public JObject Run(string text)
    {
        var statement = QueryStatement.Parse(text);
        foreach (var term in statement.Terms)
            Check(term);
        foreach (var (property, _) in statement.Order)
        {
            if (!Filterable.ContainsKey(property) && !property.Equals("BalanceWithJobs", StringComparison.OrdinalIgnoreCase) || property.Equals("PrimaryEmailAddr", StringComparison.OrdinalIgnoreCase))
                throw ApiFault.Query("4001", $"QueryValidationError: property '{property}' is not sortable");
        }
        var asksActive = statement.Terms.Any(term => term.Property.Equals("Active", StringComparison.OrdinalIgnoreCase));
        var rows = company.RowsOf(statement.Entity)
            .Where(row => asksActive || (bool)row["Active"]!)
            .Where(row => statement.Terms.All(term => Holds(term, row)));
        if (statement.Counts)
            return new JObject { ["totalCount"] = rows.Count() };
        var page = Sort(rows, statement).Skip(statement.Start - 1).Take(statement.Maximum).Select(CustomerView.Row).ToArray();
        return page.Length == 0
            ? []
            : new JObject { [statement.Entity] = new JArray(page), ["startPosition"] = statement.Start, ["maxResults"] = page.Length };
    }

    private static void Check(QueryTerm term)
    {
        if (!Filterable.ContainsKey(term.Property))
            throw ApiFault.Query("4001", $"QueryValidationError: property '{term.Property}' is not queryable");
        var isId = term.Property.Equals("Id", StringComparison.OrdinalIgnoreCase);
        if (isId && term.Operator is not ("=" or "IN"))
            throw ApiFault.Query("4001", $"QueryValidationError: operator {term.Operator} is not supported for Id");
        var isBoolean = term.Property.Equals("Active", StringComparison.OrdinalIgnoreCase);
        if (isBoolean == term.Quoted && !term.Property.Equals("Balance", StringComparison.OrdinalIgnoreCase))
            throw ApiFault.Query("4000", $"QueryParserError: the value of {term.Property} is {(term.Quoted ? "" : "not ")}quoted");
    }

    private static bool Holds(QueryTerm term, JObject row)
    {
        var name = Filterable[term.Property];
        if (name == "Active")
            return term.Values.Any(value => value.Equals((bool)row["Active"]! ? "true" : "false", StringComparison.OrdinalIgnoreCase));
        if (name.StartsWith("MetaData.", StringComparison.Ordinal))
            return Compare(TimeOf((string)row["MetaData"]![name[9..]]!).CompareTo(TimeOf(term.Values[0])), term.Operator);
        if (name == "Balance")
            return Compare(((decimal?)row["Balance"] ?? 0).CompareTo(decimal.Parse(term.Values[0], CultureInfo.InvariantCulture)), term.Operator);
        var text = name == "PrimaryEmailAddr" ? (string?)row[name]?["Address"] : (string?)row[name];
        if (text is null)
            return false;
        return term.Operator switch
        {
            "IN" => term.Values.Contains(text, StringComparer.OrdinalIgnoreCase),
            "LIKE" => IsLike(text, term.Values[0]),
            _ => Compare(string.Compare(text, term.Values[0], StringComparison.OrdinalIgnoreCase), term.Operator),
        };
    }

    private static bool Compare(int order, string operation) => operation switch
    {
        "=" => order == 0,
        "<" => order < 0,
        ">" => order > 0,
        "<=" => order <= 0,
        ">=" => order >= 0,
        _ => throw ApiFault.Query("4001", $"QueryValidationError: operator {operation} is not supported here"),
    };

    private static bool IsLike(string text, string pattern)
    {
        var parts = pattern.Split('%');
        if (parts.Length == 1)
            return text.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        if (!text.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase) || !text.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase))
            return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            at = text.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            at += part.Length;
        }
        return at <= text.Length - parts[^1].Length;
    }

    private IEnumerable<JObject> Sort(IEnumerable<JObject> rows, QueryStatement statement)
    {
        if (statement.Order.Count == 0)
            return rows.OrderBy(row => (string?)row["FullyQualifiedName"] ?? (string?)row["DisplayName"], StringComparer.OrdinalIgnoreCase);
        IOrderedEnumerable<JObject>? sorted = null;
        foreach (var (property, descending) in statement.Order)
        {
            string Key(JObject row) => KeyOf(row, property);
            sorted = (sorted, descending) switch
            {
                (null, false) => rows.OrderBy(Key, StringComparer.OrdinalIgnoreCase),
                (null, true) => rows.OrderByDescending(Key, StringComparer.OrdinalIgnoreCase),
                (_, false) => sorted!.ThenBy(Key, StringComparer.OrdinalIgnoreCase),
                (_, true) => sorted!.ThenByDescending(Key, StringComparer.OrdinalIgnoreCase),
            };
        }
        return sorted!;
    }

    private string KeyOf(JObject row, string property)
    {
        if (property.Equals("Id", StringComparison.OrdinalIgnoreCase))
            return company.Knobs.IdsAreOrderedAsText ? (string)row["Id"]! : ((string)row["Id"]!).PadLeft(12, '0');
        if (property.StartsWith("MetaData.", StringComparison.OrdinalIgnoreCase))
            return TimeOf((string)row["MetaData"]![Filterable[property][9..]]!).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return (string?)row[Filterable.GetValueOrDefault(property, property)] ?? "";
    }

    internal static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw ApiFault.Query("4002", $"QueryProcessingError: '{text}' is no time");
}
