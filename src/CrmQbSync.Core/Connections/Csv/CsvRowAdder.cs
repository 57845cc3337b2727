using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>Makes the rows that are added at the end of the file.</summary>
internal sealed class CsvRowAdder(CsvFile file, CsvRowMapper mapper, CsvCellWriter writer, CsvWriteBatch batch, CsvFaultyText faulty)
{
    private const string BadRestoreData = "BadRestoreData";
    private const string ColumnMissing = "ColumnMissing";
    private const string RowExists = "RowExists";

    private readonly CsvUniqueNames _names = new();
    private readonly HashSet<string> _restored = new(StringComparer.Ordinal);
    private string? _activeWord;

    /// <summary>Looks at a row that stands in the file, for what new rows have to fit in with.</summary>
    public void Note(ReadOnlySpan<string> cells)
    {
        var layout = file.Layout;
        if (file.HasUniqueNames)
            _names.Note(cells[layout.Name]);
        if (_activeWord is null && layout.Active >= 0 && cells[layout.Active].Length > 0)
            _activeWord = CsvActive.IsInactive(cells[layout.Active]) ? CsvActive.Active(cells[layout.Active]) : cells[layout.Active];
    }

    /// <summary>The cells of the new row that a request asks for; null with an outcome that says why there is none.</summary>
    /// <param name="index">Which request.</param>
    /// <param name="newId">Gives the next new id.</param>
    /// <param name="id">The row's id.</param>
    public string[]? TryMake(int index, Func<string> newId, out string id)
    {
        var request = batch.Requests[index];
        id = "";
        var cells = request.Kind == WriteKind.Create
            ? Create(request, out var refusal)
            : Restore(index, request, ref id, out refusal);
        if (cells is not null && CsvCellWriter.IsTooLong(cells))
            (cells, refusal) = (null, CsvCellWriter.TooLong());
        if (cells is null)
        {
            batch.Decide(index, refusal!);
            return null;
        }
        if (id.Length == 0)
            id = newId();
        if (file.Layout.Id >= 0)
            cells[file.Layout.Id] = id;
        batch.Decide(index, new WriteOutcome { Status = WriteStatus.Done, Id = id, Record = mapper.TryMap(cells, id, null, out _) });
        return cells;
    }

    private string[]? Create(WriteRequest request, out WriteOutcome? refusal)
    {
        // Once: each look at them may make them anew.
        FieldWrite[] fields = [.. request.Fields];
        var email = Array.Find(fields, write => write.Field.Name == CanonicalFields.Email).Value;
        refusal = faulty.Holds(email)
            ? CsvCellWriter.Failed(ErrorCodes.BadRow, $"A faulty row of '{file.Path}' holds the address {email}; a new row could be a second one for the same person. Correct the faulty row first.")
            : writer.Refuse(fields);
        if (refusal is not null)
            return null;
        var cells = new string[file.Layout.Headers.Length];
        Array.Fill(cells, "");
        writer.Apply(fields, cells, (column, value) => cells[column] = value);
        if (file.Layout.Active >= 0)
            cells[file.Layout.Active] = _activeWord ?? "";
        if (file.HasUniqueNames)
            cells[file.Layout.Name] = NameOf(request, email);
        return cells;
    }

    private string NameOf(WriteRequest request, string? email)
    {
        var proposal = request.Name is { } name && CsvEncodings.CanHold(file.Scan.Encoding, name) ? name : null;
        return _names.Take(string.IsNullOrWhiteSpace(proposal) ? email ?? "" : proposal);
    }

    private string[]? Restore(int index, WriteRequest request, ref string id, out WriteOutcome? refusal)
    {
        refusal = null;
        var data = CsvRestoreData.Read(request.RestoreData);
        if (data is null)
        {
            refusal = CsvCellWriter.Failed(BadRestoreData, "What was kept of the deleted row cannot be read, so it cannot be brought back.");
            return null;
        }
        if (batch.FaultOf(index) is { } fault)
        {
            refusal = CsvCellWriter.Failed(ErrorCodes.BadRow, fault);
            return null;
        }
        var cells = data.ToCells(file.Layout, out var missing);
        if (cells is null)
            refusal = CsvCellWriter.Failed(ColumnMissing, $"'{file.Path}' has no column '{missing}' any more, in which the deleted row had a value. Add the column and try again.");
        else if (!Array.TrueForAll(cells, cell => CsvEncodings.CanHold(file.Scan.Encoding, cell)))
            refusal = CsvCellWriter.Failed(ErrorCodes.NotEncodable, $"The encoding of '{file.Path}' cannot hold the deleted row. Save the file as UTF-8.");
        else if (!_restored.Add(data.Id ?? request.Id!))
            refusal = CsvCellWriter.Failed(RowExists, $"The row with the id '{data.Id ?? request.Id}' is in '{file.Path}' again.");
        if (refusal is not null)
            return null;
        id = data.Id ?? "";
        writer.Touch((column, value) => cells![column] = value);
        return cells;
    }
}
