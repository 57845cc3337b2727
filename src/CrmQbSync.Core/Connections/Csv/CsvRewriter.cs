using System.Buffers;
using System.Text;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>
/// Carries a batch out: the old file is streamed into a new one beside it, row by row, with the changes made on the way. Nothing of the
/// old file is touched.
/// </summary>
internal sealed class CsvRewriter
{
    private const int RowsBetweenLooks = 256;

    private readonly CsvFile _file;
    private readonly CsvWriteBatch _batch;
    private readonly CsvRowMapper _mapper;
    private readonly CsvRowIds _ids;
    private readonly CsvRowChanger _changer;
    private readonly CsvRowAdder _adder;
    private readonly CsvRowText _text;
    private readonly CsvFaultyText _faulty = new();
    private readonly bool _integers;
    private readonly bool _addsIdColumn;
    private readonly ArrayBufferWriter<byte> _out = new(2 * CsvLimits.BufferBytes);
    private readonly bool[] _wanted;
    private bool _hasAdded;
    private bool _endsWithLine;
    private UInt128 _max;

    /// <summary>A rewriting.</summary>
    /// <param name="file">The file as it was read.</param>
    /// <param name="fields">The fields by which values are packed.</param>
    /// <param name="known">What is known of the ids in the file.</param>
    /// <param name="batch">What is to be done.</param>
    /// <param name="now">The time that is written.</param>
    public CsvRewriter(CsvFile file, FieldSet fields, CsvMark known, CsvWriteBatch batch, DateTimeOffset now)
    {
        _file = file;
        _batch = batch;
        _mapper = new CsvRowMapper(file, fields);
        _ids = new CsvRowIds(file.Layout, known, hasFormerIds: false, known.Records);
        _text = new CsvRowText(file);
        var writer = new CsvCellWriter(file, now);
        _changer = new CsvRowChanger(file, _mapper, writer, batch);
        _adder = new CsvRowAdder(file, _mapper, writer, batch, _faulty);
        _integers = known.IntegerIds;
        _max = known.MaxIdNumber;
        _addsIdColumn = file.Layout.Id < 0;
        // All cells of a row are looked at only if it changes.
        _wanted = file.Layout.WantedBy([]);
    }

    /// <summary>Whether the new file differs from the old one, so that it has to take its place.</summary>
    public bool HasChanges => _hasAdded || _changer.HasChanges;

    /// <summary>Whether a row was faulty.</summary>
    public bool AnyFault { get; private set; }

    /// <summary>How many records the new file holds.</summary>
    public long Records { get; private set; }

    /// <summary>The highest integer id.</summary>
    public UInt128 Max => _max;

    /// <summary>Reads the old file and writes the new one.</summary>
    /// <param name="source">The old file; it is closed at the end.</param>
    /// <param name="target">The new file, in UTF-8.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    public void Run(Stream source, Stream target, CancellationToken cancellationToken)
    {
        using var reader = CsvRecordReader.Open(source, _file.Scan, _file.Delimiter, _file.Path);
        reader.Read();
        Put(reader, null, _addsIdColumn ? _file.Layout.NewIdHeader : null);
        reader.Columns = _file.Layout.Headers.Length;
        reader.Wanted = _wanted;
        for (var row = 1; reader.Read(); row++)
        {
            if (row % RowsBetweenLooks == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (reader.IsBlank)
                Put(reader, null, null);
            else if (reader.Fault is { } fault)
                PutFaulty(reader, _ids.NoteFaulty(reader.Cells), fault, isLine: !reader.IsRagged);
            else
                TakeRow(reader);
            Flush(target, CsvLimits.BufferBytes);
        }
        AddRows(target, cancellationToken);
        Flush(target, 0);
    }

    private void Flush(Stream target, int above)
    {
        if (_out.WrittenCount <= above)
            return;
        target.Write(_out.WrittenSpan);
        _out.ResetWrittenCount();
    }

    private void TakeRow(CsvRecordReader reader)
    {
        var name = _ids.Next(reader);
        if (_batch.HasAdditions)
            _adder.Note(reader.Cells);
        var fault = name.IsTaken ? CsvRowIds.TakenFault(name.Id) : null;
        if (fault is null)
            _mapper.CheckTime(reader.Cells, out fault);
        if (fault is not null)
        {
            PutFaulty(reader, name.IsTaken ? null : name.Id, fault, isLine: false);
            return;
        }
        if (!name.IsKeyed && _batch.For(name.Id).Count == 0)
        {
            Put(reader, null, null);
            Records++;
            return;
        }
        var row = new CsvRow(reader.AllCells(), name, name.IsKeyed ? CsvRowIds.New(ref _max, _integers) : name.Id);
        if (name.IsKeyed)
        {
            _batch.NewIds[name.Id] = row.Id;
            if (!_addsIdColumn)
                row.Set(_file.Layout.Id, row.Id);
        }
        _changer.Apply(row);
        if (row.IsRemoved)
            return;
        Put(reader, row.Changes, _addsIdColumn ? row.Id : null);
        Records++;
    }

    private void PutFaulty(CsvRecordReader reader, string? id, string fault, bool isLine)
    {
        AnyFault = true;
        _faulty.Note(reader.Raw);
        if (id is not null)
            _batch.NoteFault(id, CsvPages.FaultMessage(_file.Path, reader.Line, fault));
        // With one cell more in the header, a row that had one cell too many would pass for a sound one: it grows with the others.
        Put(reader, null, _addsIdColumn && !isLine ? "" : null);
    }

    private void Put(CsvRecordReader reader, string?[]? changes, string? appended)
    {
        _endsWithLine = reader.LineEnd.Length > 0;
        if (changes is null && appended is null)
        {
            _out.Write(reader.Raw);
            return;
        }
        _text.Change(_out, reader, changes, appended);
        _out.Write(reader.LineEnd);
    }

    private void AddRows(Stream target, CancellationToken cancellationToken)
    {
        foreach (var index in _batch.OpenAdditions())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cells = _adder.TryMake(index, () => CsvRowIds.New(ref _max, _integers), out var id);
            if (cells is null)
                continue;
            // A file whose last row has no line end stays one.
            if (!_endsWithLine)
                PutLineEnd();
            _text.Add(_out, _addsIdColumn ? [.. cells, id] : cells);
            if (_endsWithLine)
                PutLineEnd();
            _hasAdded = true;
            Records++;
            Flush(target, CsvLimits.BufferBytes);
        }
    }

    private void PutLineEnd() => Encoding.ASCII.GetBytes(_file.NewLine, _out);
}
