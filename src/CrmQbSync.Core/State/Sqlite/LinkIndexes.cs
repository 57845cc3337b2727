namespace CrmQbSync.State.Sqlite;

/// <summary>
/// By what links are found. To sort an index once costs a fraction of keeping it while links are added in no order, so the first run, before which
/// there are no links, does without until its end. Should it not come to its end, the next run begins by completing them.
/// </summary>
internal static class LinkIndexes
{
    /// <summary>How many links have to be added at once for that to be worth it.</summary>
    public const int Many = 1_000;

    // As StateSchema.Migrations lays them. Those that hold few links stay.
    private static readonly (string Name, string Columns)[] s_indexes =
    [
        ("links_crm_id", "(crm_id)"),
        ("links_qb_id", "(qb_id)"),
        ("links_crm_key", "(crm_key_hash)"),
    ];

    /// <summary>Does without, until <see cref="Complete"/>.</summary>
    public static void Drop(StateConnection connection)
    {
        foreach (var (name, _) in s_indexes)
            connection.Execute($"DROP INDEX IF EXISTS {name}");
    }

    /// <summary>Whether any is missing.</summary>
    public static bool AreMissing(StateConnection connection) =>
        connection.ReadNumber($"SELECT count(*) FROM sqlite_schema WHERE name IN ({string.Join(", ", s_indexes.Select(index => $"'{index.Name}'"))})") < s_indexes.Length;

    /// <summary>Makes those that are missing.</summary>
    public static void Complete(StateConnection connection)
    {
        foreach (var (name, columns) in s_indexes)
            connection.Execute($"CREATE INDEX IF NOT EXISTS {name} ON links {columns}");
    }
}
