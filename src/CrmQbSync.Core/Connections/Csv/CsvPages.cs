using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>Reads the records of a file in pages, a few pages ahead of whoever takes them.</summary>
internal sealed class CsvPages(CsvFile file, FieldSet fields, CsvMark? memory, bool hasFormerIds)
{
    private readonly CsvRowIds _ids = new(file.Layout, memory, hasFormerIds, file.ExpectedRecords);
    private readonly CsvRowMapper _mapper = new(file, fields);
    private long _records;

    /// <summary>Whether a row was faulty.</summary>
    public bool AnyFault { get; private set; }

    /// <summary>The mark of what was read; valid after the last page.</summary>
    public CsvMark ToMark() => new()
    {
        Hash = file.Scan.Hash,
        Length = file.Scan.Length,
        Mapping = file.Layout.Fingerprint,
        MaxId = _ids.Max.ToString(System.Globalization.CultureInfo.InvariantCulture),
        IntegerIds = _ids.AreIntegers,
        Keyed = _ids.AnyKeyed,
        Faulty = AnyFault,
        Records = _records,
    };

    /// <summary>The pages of all records that a filter lets pass, and of all faults.</summary>
    /// <exception cref="SyncException">The file cannot be read, or changed meanwhile.</exception>
    public async IAsyncEnumerable<ReadPage> ReadAsync(
        Func<ContactRecord, bool> passes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<ReadPage>(new BoundedChannelOptions(CsvLimits.PagesAhead) { SingleReader = true, SingleWriter = true });
        var producer = Task.Run(() => ProduceAsync(passes, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var page in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return page;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await producer.ConfigureAwait(false);
        }
    }

    /// <summary>Hands its end, good or bad, to the channel: it never throws itself.</summary>
    private async Task ProduceAsync(Func<ContactRecord, bool> passes, ChannelWriter<ReadPage> writer, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = file.OpenRecords(CsvScan.OpenRead(file.Path));
            // The values themselves are packed as they stand in the file, without a string each.
            reader.Wanted = file.Layout.WantedBy([]);
            while (TakePage(reader, passes, cancellationToken) is { } page)
                await writer.WriteAsync(page, cancellationToken).ConfigureAwait(false);
            if (!file.Scan.LooksUnchanged(file.Path))
                throw CsvErrors.Changed(file.Path);
            writer.Complete();
        }
        catch (Exception exception)
        {
            writer.Complete(exception is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException
                ? CsvErrors.Reading(file.Path, exception)
                : exception);
        }
    }

    private ReadPage? TakePage(CsvRecordReader reader, Func<ContactRecord, bool> passes, CancellationToken cancellationToken)
    {
        const int rowsBetweenLooks = 256;
        var records = new List<ContactRecord>(CsvLimits.PageRecords);
        var faults = new List<ReadFault>();
        for (var row = 1; records.Count + faults.Count < CsvLimits.PageRecords; row++)
        {
            if (row % rowsBetweenLooks == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (!reader.Read())
                return records.Count + faults.Count == 0 ? null : new ReadPage(records, faults);
            if (reader.IsBlank)
                continue;
            var record = TakeRow(reader, out var fault);
            if (fault is not null)
                faults.Add(fault);
            else if (passes(record!))
                records.Add(record!);
        }
        return new ReadPage(records, faults);
    }

    /// <summary>What is said about a faulty row.</summary>
    public static string FaultMessage(string path, int line, string what) => $"Line {line} of '{path}': {what}";

    private ContactRecord? TakeRow(CsvRecordReader reader, out ReadFault? fault)
    {
        var what = reader.Fault;
        string? id;
        ContactRecord? record = null;
        if (what is not null)
        {
            id = _ids.NoteFaulty(reader.Cells);
        }
        else
        {
            var name = _ids.Next(reader);
            id = name.Id;
            if (name.IsTaken)
                what = CsvRowIds.TakenFault(id);
            else
                record = _mapper.TryMap(reader, id, name.FormerId, out what);
        }
        if (what is null)
        {
            fault = null;
            _records++;
            return record;
        }
        AnyFault = true;
        fault = new ReadFault(ErrorCodes.BadRow, FaultMessage(file.Path, reader.Line, what), id);
        return null;
    }
}
