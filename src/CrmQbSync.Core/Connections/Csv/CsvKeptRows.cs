namespace CrmQbSync.Connections.Csv;

/// <summary>Reads the rows that are about to be deleted, whole.</summary>
internal static class CsvKeptRows
{
    private const int RowsBetweenLooks = 256;

    /// <summary>What brings the rows back, by the ids that are known outside.</summary>
    /// <param name="file">The file as it stands.</param>
    /// <param name="wanted">The ids of the rows in the file, with those by which they are known outside.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    public static Dictionary<string, string> Read(CsvFile file, Dictionary<string, string> wanted, CancellationToken cancellationToken) =>
        CsvFile.Guard(file.Path, () =>
        {
            var kept = new Dictionary<string, string>(StringComparer.Ordinal);
            var ids = new CsvRowIds(file.Layout, null, hasFormerIds: false, file.ExpectedRecords);
            using var reader = file.OpenRecords(CsvScan.OpenRead(file.Path));
            for (var row = 1; reader.Read(); row++)
            {
                if (row % RowsBetweenLooks == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                if (reader.IsBlank || reader.Fault is not null)
                    continue;
                var name = ids.Next(reader);
                // A row that is known by its key has no id to come back under: it gets a new one.
                if (!name.IsTaken && wanted.TryGetValue(name.Id, out var id))
                    kept[id] = CsvRestoreData.Of(name.IsKeyed ? null : name.Id, file.Layout.Headers, reader.AllCells());
            }
            return kept;
        });
}
