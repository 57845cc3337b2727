namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A query as it was read.</summary>
internal sealed record CoqlQuery(IReadOnlyList<string> Columns, string Module, CoqlCondition Where, IReadOnlyList<(string Column, bool Descending)> Order, int Limit, int Offset)
{
    /// <summary>The column that counts.</summary>
    public const string Count = "COUNT(id)";

    /// <summary>The column by whose values rows are brought together; null for none.</summary>
    public string? Group { get; init; }
}
