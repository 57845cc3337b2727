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
    private readonly RowBlock _block = new();

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

    /// <summary>Stores links that have a number in the place of what is there.</summary>
    /// <param name="links">The links; those without a number are left alone.</param>
    /// <param name="layout">The number of their layout.</param>
    public void Replace(IReadOnlyList<LinkMemory> links, long layout)
    {
        foreach (var link in links)
        {
            if (link.LinkId != 0)
                Replace(link, layout);
        }
    }

    /// <summary>Adds new links, each of which gets a number.</summary>
    /// <param name="blocks">The blocks that hold them.</param>
    /// <param name="layout">The number of their layout.</param>
    /// <param name="lastLinkId">The highest number ever given.</param>
    /// <returns>The highest number now given.</returns>
    public long Add(IReadOnlyList<RowBlock> blocks, long layout, long lastLinkId)
    {
        if (lastLinkId == 0 && blocks.Sum(block => block.Links.Length) >= LinkIndexes.Many)
            LinkIndexes.Drop(_connection);
        foreach (var block in blocks)
        {
            var links = block.Links;
            for (; links.Length >= RowsAtOnce; links = links[RowsAtOnce..])
            {
                for (var row = 0; row < RowsAtOnce; row++)
                    Bind(_insertMany, row * Columns, ++lastLinkId, block, links[row], layout);
                _insertMany.Run();
            }
            foreach (var link in links)
            {
                Bind(_insertOne, 0, ++lastLinkId, block, link, layout);
                _insertOne.Run();
            }
        }
        return lastLinkId;
    }

    private void Replace(LinkMemory link, long layout)
    {
        _block.Clear();
        _block.Add(link);
        Bind(_replaceBody, 0, link.LinkId, _block, _block.Links[0], layout);
        if (_replaceBody.Run() > 0)
            return;
        Bind(_replace, 0, link.LinkId, _block, _block.Links[0], layout);
        if (_replace.Run() == 0)
            throw new ArgumentException($"There is no link with the number {link.LinkId} to be replaced.");
    }

    private void Bind(Statement statement, int before, long number, RowBlock block, in RowBlock.LinkRow link, long layout)
    {
        var at = link.Start;
        statement.Bind(before + 1, number)
            .BindText(before + 2, block.Bytes(at, link.CrmId))
            .BindText(before + 3, block.Bytes(at += link.CrmId, link.QbId))
            .BindText(before + 4, block.Bytes(at += link.QbId, link.CrmKey))
            .Bind(before + 5, link.CrmHash)
            .Bind(before + 8, link.Standing);
        if (link.QbKey >= 0)
            statement.BindText(before + 6, block.Bytes(at + link.CrmKey, link.QbKey)).Bind(before + 7, link.QbHash);
        _body.Clear();
        _body.WriteNumber((ulong)layout);
        _body.WriteRaw(block.Bytes(link.Body, link.BodyLength));
        statement.Bind(before + 9, _body.Written);
    }
}
