using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>Applies requests to the rows that they are about.</summary>
internal sealed class CsvRowChanger(CsvFile file, CsvRowMapper mapper, CsvCellWriter writer, CsvWriteBatch batch)
{
    private const string RowExists = "RowExists";

    /// <summary>Whether any row was changed.</summary>
    public bool HasChanges { get; private set; }

    /// <summary>Applies every request about a row, in their order.</summary>
    public void Apply(CsvRow row)
    {
        foreach (var index in batch.For(row.Name.Id))
        {
            // A further request about a removed row finds it gone.
            if (row.IsRemoved)
                return;
            var request = batch.Requests[index];
            var outcome = request.Kind == WriteKind.Restore ? Reactivate(row, request) : Change(row, request);
            if (outcome is null)
                continue;
            batch.Decide(index, outcome);
            HasChanges |= outcome.Status == WriteStatus.Done;
        }
    }

    private WriteOutcome? Change(CsvRow row, WriteRequest request)
    {
        if (mapper.IsInactive(row.Cells))
            return null;
        if (!request.Expected.IsDefault && mapper.Pack(row.Cells) != request.Expected)
            return new WriteOutcome { Status = WriteStatus.Stale, Record = RecordOf(row, row.Name.Id) };
        return request.Kind == WriteKind.Update ? Update(row, request) : Delete(row);
    }

    private WriteOutcome Update(CsvRow row, WriteRequest request)
    {
        if (writer.Refuse(request.Fields) is { } refusal)
            return refusal;
        var before = row.Save();
        writer.Apply(request.Fields, row.Cells, row.Set);
        if (!CsvCellWriter.IsTooLong(row.Cells))
            return Done(row);
        row.Restore(before);
        return CsvCellWriter.TooLong();
    }

    private WriteOutcome Delete(CsvRow row)
    {
        if (mapper.HasOpenBalance(row.Cells))
            return new WriteOutcome { Status = WriteStatus.OpenBalance, Record = RecordOf(row, row.Name.Id) };
        var data = CsvRestoreData.Of(row.Id, file.Layout.Headers, row.Cells);
        if (file.Layout.Active < 0)
        {
            row.IsRemoved = true;
            return new WriteOutcome { Status = WriteStatus.Done, RestoreData = data };
        }
        row.Set(file.Layout.Active, CsvActive.Inactive(row.Cells[file.Layout.Active]));
        writer.Touch(row.Set);
        return Done(row) with { RestoreData = data };
    }

    /// <summary>A row that is to be brought back is there: that is right only if it is inactive.</summary>
    private WriteOutcome Reactivate(CsvRow row, WriteRequest request)
    {
        if (file.Layout.Active < 0 || !mapper.IsInactive(row.Cells))
        {
            return CsvCellWriter.Failed(
                RowExists,
                $"A row with the id '{row.Id}' is in '{file.Path}' again, so the deleted one is not brought back. Compare the two by hand.");
        }
        var old = CsvRestoreData.Read(request.RestoreData)?.ToCells(file.Layout, out _)?[file.Layout.Active];
        var active = old is not null && !CsvActive.IsInactive(old) ? old : CsvActive.Active(row.Cells[file.Layout.Active]);
        row.Set(file.Layout.Active, active);
        writer.Touch(row.Set);
        return Done(row);
    }

    private WriteOutcome Done(CsvRow row) => new() { Status = WriteStatus.Done, Record = RecordOf(row, row.Id) };

    private ContactRecord? RecordOf(CsvRow row, string id) =>
        mapper.TryMap(row.Cells, id, row.Name.IsKeyed && id != row.Name.Id ? row.Name.Id : null, out _);
}
