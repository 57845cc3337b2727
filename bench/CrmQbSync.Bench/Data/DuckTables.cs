using System.Globalization;
using CrmQbSync.Contacts;
using DuckDB.NET.Data;

namespace CrmQbSync.Bench.Data;

/// <summary>The rival: DuckDB, given the same records, doing the same full outer join with the same comparison of every field.</summary>
internal sealed class DuckTables : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckTables() => _connection.Open();

    /// <summary>The comparison, over two tables or whatever else holds the canonical columns.</summary>
    public static string CompareQuery(string crm, string qb)
    {
        var names = FieldSet.Canonical.Fields.Skip(1).Select(field => $"(c.{field.Name} IS DISTINCT FROM q.{field.Name})::INT");
        return $"""
            SELECT count(*) FILTER (WHERE side = 0 AND differing = 0), count(*) FILTER (WHERE side = 0 AND differing > 0),
                   count(*) FILTER (WHERE side = 1), count(*) FILTER (WHERE side = 2), coalesce(sum(differing) FILTER (WHERE side = 0), 0)::BIGINT
            FROM (SELECT CASE WHEN q.Email IS NULL THEN 1 WHEN c.Email IS NULL THEN 2 ELSE 0 END AS side, {string.Join(" + ", names)} AS differing
                  FROM {crm} c FULL OUTER JOIN {qb} q ON lower(c.Email) = lower(q.Email))
            """;
    }

    /// <summary>A CSV file in the place of a table.</summary>
    public static string File(string path) => $"read_csv('{path.Replace("'", "''", StringComparison.Ordinal)}', header = true, all_varchar = true)";

    public void Load(string table, IEnumerable<ContactRecord> records)
    {
        var count = FieldSet.Canonical.Count;
        Execute($"CREATE TABLE {table} (Id VARCHAR, {string.Join(", ", FieldSet.Canonical.Fields.Select(field => $"{field.Name} VARCHAR"))})");
        using var appender = _connection.CreateAppender(table);
        foreach (var record in records)
        {
            var row = appender.CreateRow().AppendValue(record.Id);
            foreach (var value in record.Values.Unpack(count))
                row = value is null ? row.AppendNullValue() : row.AppendValue(value);
            row.EndRow();
        }
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public Comparison Compare(string crm, string qb)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = CompareQuery(crm, qb);
        using var reader = command.ExecuteReader();
        reader.Read();
        long At(int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
        return new Comparison(At(0), At(1), At(2), At(3), At(4));
    }

    public void Dispose() => _connection.Dispose();
}
