namespace CrmQbSync.Connections.Csv;

/// <summary>A row of the file while requests are applied to it.</summary>
internal sealed class CsvRow
{
    private string[] _cells;
    private string?[]? _changes;

    /// <summary>A row.</summary>
    /// <param name="cells">Its cells as they stand; they are written into.</param>
    /// <param name="name">By what it was known when the file was read.</param>
    /// <param name="id">By what it is known once the file is written.</param>
    public CsvRow(string[] cells, CsvRowId name, string id)
    {
        _cells = cells;
        Name = name;
        Id = id;
    }

    /// <summary>By what it was known when the file was read.</summary>
    public CsvRowId Name { get; }

    /// <summary>By what it is known once the file is written.</summary>
    public string Id { get; }

    /// <summary>The cells as they now stand.</summary>
    public string[] Cells => _cells;

    /// <summary>What changed, column by column; null if nothing did.</summary>
    public string?[]? Changes => _changes;

    /// <summary>Whether the row is taken out of the file.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Writes a cell.</summary>
    public void Set(int column, string value)
    {
        _changes ??= new string?[_cells.Length];
        _changes[column] = value;
        _cells[column] = value;
    }

    /// <summary>The row as it stands, to be gone back to.</summary>
    public (string[] Cells, string?[]? Changes) Save() => ([.. _cells], _changes is null ? null : [.. _changes]);

    /// <summary>Goes back to how the row stood.</summary>
    public void Restore((string[] Cells, string?[]? Changes) saved) => (_cells, _changes) = saved;
}
