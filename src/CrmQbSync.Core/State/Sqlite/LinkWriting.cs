using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>Stores and forgets links. Its statements live as long as the store.</summary>
internal sealed class LinkWriting
{
    /// <summary>Rows that one statement adds: a statement that has six indexes to open costs as much as a row.</summary>
    private const int RowsAtOnce = 8;

    private const int Columns = 9;

    // "OR ROLLBACK": otherwise SQLite keeps copies of what each statement of several rows changes, to undo that statement alone.
    private const string Insert = """
        INSERT OR ROLLBACK INTO links (link_id, crm_id, qb_id, crm_key, crm_key_hash, qb_key, qb_key_hash, standing, body) VALUES
        """;

    private readonly StateConnection _connection;
    private readonly Statement _insertMany;
    private readonly Statement _insertOne;
    private readonly Statement _replaceBody;
    private readonly Statement _replace;
    private readonly Statement _remove;
    private readonly BlockWriter _body = new();

    public LinkWriting(StateConnection connection)
    {
        _connection = connection;
        const string row = "(?, ?, ?, ?, ?, ?, ?, ?, ?)";
        _insertOne = connection.Prepare(Insert + row);
        _insertMany = connection.Prepare(Insert + string.Join(", ", Enumerable.Repeat(row, RowsAtOnce)));
        // Nearly always only the body changes, and no index has to be touched.
        _replaceBody = connection.Prepare("""
            UPDATE links SET body = ?9
            WHERE link_id = ?1 AND crm_id = ?2 AND qb_id = ?3 AND crm_key = ?4 AND qb_key IS ?6 AND standing IS ?8
            """);
        _replace = connection.Prepare("""
            UPDATE links SET crm_id = ?2, qb_id = ?3, crm_key = ?4, crm_key_hash = ?5, qb_key = ?6, qb_key_hash = ?7, standing = ?8, body = ?9
            WHERE link_id = ?1
            """);
        _remove = connection.Prepare("DELETE FROM links WHERE link_id = ?1");
    }

    /// <summary>Forgets links.</summary>
    public void Remove(IEnumerable<long> links)
    {
        foreach (var link in links)
            _remove.Bind(1, link).Run();
    }

    /// <summary>Stores links.</summary>
    /// <param name="links">The links; those without a number get one.</param>
    /// <param name="layout">The number of their layout.</param>
    /// <param name="lastLinkId">The highest number ever given.</param>
    /// <returns>The highest number now given.</returns>
    public long Store(IReadOnlyList<LinkMemory> links, long layout, long lastLinkId)
    {
        var added = new List<LinkMemory>(links.Count);
        foreach (var link in links)
        {
            if (link.LinkId == 0)
                added.Add(link);
            else
                Replace(link, layout);
        }
        if (lastLinkId == 0 && added.Count >= LinkIndexes.Many)
            LinkIndexes.Drop(_connection);
        var next = 0;
        for (; added.Count - next >= RowsAtOnce; next += RowsAtOnce)
        {
            for (var row = 0; row < RowsAtOnce; row++)
                Bind(_insertMany, row * Columns, ++lastLinkId, added[next + row], layout);
            _insertMany.Run();
        }
        for (; next < added.Count; next++)
        {
            Bind(_insertOne, 0, ++lastLinkId, added[next], layout);
            _insertOne.Run();
        }
        return lastLinkId;
    }

    private void Replace(LinkMemory link, long layout)
    {
        Bind(_replaceBody, 0, link.LinkId, link, layout);
        if (_replaceBody.Run() > 0)
            return;
        Bind(_replace, 0, link.LinkId, link, layout);
        if (_replace.Run() == 0)
            throw new ArgumentException($"There is no link with the number {link.LinkId} to be replaced.");
    }

    private void Bind(Statement statement, int before, long number, LinkMemory link, long layout)
    {
        var sameKey = link.QbKey == link.CrmKey;
        LinkBody.Write(link, layout, _body);
        statement.Bind(before + 1, number)
            .Bind(before + 2, link.CrmId)
            .Bind(before + 3, link.QbId)
            .Bind(before + 4, link.CrmKey)
            .Bind(before + 5, KeyHash.Of(link.CrmKey))
            .Bind(before + 6, sameKey ? null : link.QbKey)
            .Bind(before + 7, sameKey ? null : KeyHash.Of(link.QbKey))
            .Bind(before + 8, LinkReading.Standing(link))
            .Bind(before + 9, _body.Written);
    }
}
