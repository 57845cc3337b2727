using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>A CSV file in the place of one of the systems.</summary>
/// <param name="options">Which file, and which header means what.</param>
/// <param name="clock">The time that written rows get.</param>
public sealed class CsvConnection(CsvConnectionOptions options, TimeProvider clock) : IConnection
{
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private CsvFile? _file;
    private CsvMark? _memory;

    /// <inheritdoc/>
    public Side Side => options.Side;

    /// <summary>How files are replaced.</summary>
    internal ICsvOutput Output { get; init; } = new CsvOutput(clock);

    /// <summary>The mark of the file as it now stands; null before it was read whole.</summary>
    internal CsvMark? CurrentMark { get; set; }

    private CsvFile Opened => _file ?? throw new InvalidOperationException("The connection was not opened.");

    /// <inheritdoc/>
    public async Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken)
    {
        _memory = CsvMark.Read(memory);
        var file = await Task.Run(() => CsvFile.Open(options, cancellationToken), cancellationToken).ConfigureAwait(false);
        _file = file;
        return new ConnectionTraits
        {
            Fields = [.. file.Layout.Fields.Select(pair => pair.Field)],
            StoredForm = new CsvStoredForm(file),
            NeedsLastName = options.Side == Side.Crm,
            NeedsUniqueName = file.HasUniqueNames,
            CanRestore = true,
            GuardsUnreadRecords = true,
        };
    }

    /// <inheritdoc/>
    public Task CheckAdministratorAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken)
    {
        var file = await StillAsOpenedAsync(cancellationToken).ConfigureAwait(false);
        var last = CsvMark.Read(mark);
        if (last is { Faulty: false } && last.Hash == file.Scan.Hash && last.Length == file.Scan.Length && last.Mapping == file.Layout.Fingerprint)
        {
            CurrentMark = last;
            return new CsvReading(this, null, 0);
        }
        return new CsvReading(this, new CsvPages(file, fields, _memory ?? last, options.HasFormerIds), last?.Records);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> QueryAsync(
        FieldSet fields, ContactQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = await StillAsOpenedAsync(cancellationToken).ConfigureAwait(false);
        var pages = new CsvPages(file, fields, _memory, hasFormerIds: false);
        var filter = new CsvQueryFilter(query, fields, _renamed);
        await foreach (var page in pages.ReadAsync(filter.Passes, cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken)
    {
        var file = await StillAsOpenedAsync(cancellationToken).ConfigureAwait(false);
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in records)
            wanted[_renamed.GetValueOrDefault(record.Id, record.Id)] = record.Id;
        return await Task.Run(() => CsvKeptRows.Read(file, wanted, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return [];
        var file = Opened;
        if (!file.Scan.LooksUnchanged(file.Path))
            file = await StillAsOpenedAsync(cancellationToken).ConfigureAwait(false);
        if (file.Layout.Id < 0 && file.Layout.NewIdHeader is null)
            throw CsvErrors.Invalid(file.Path, "it has no Id column, and every header for one is in use.", "Say under 'columns' in the profile which column holds the ids (Id: its header).");
        if (CurrentMark?.Hash != file.Scan.Hash)
            CurrentMark = await SurveyAsync(file, fields, cancellationToken).ConfigureAwait(false);
        var writes = new CsvWriteBatch(batch, _renamed);
        var rewriter = new CsvRewriter(file, fields, CurrentMark, writes, clock.GetUtcNow());
        var written = await Task.Run(() => new CsvReplacement(file, Output).Run(rewriter, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (written is not null)
            MoveTo(written, rewriter, writes);
        else
            writes.NewIds.Clear();
        return writes.Outcomes();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void MoveTo(CsvFile written, CsvRewriter rewriter, CsvWriteBatch writes)
    {
        CurrentMark = new CsvMark
        {
            Hash = written.Scan.Hash,
            Length = written.Scan.Length,
            Mapping = written.Layout.Fingerprint,
            MaxId = rewriter.Max.ToString(CultureInfo.InvariantCulture),
            IntegerIds = CurrentMark!.IntegerIds,
            Faulty = rewriter.AnyFault,
            Records = rewriter.Records,
        };
        _file = written;
        foreach (var (former, id) in writes.NewIds)
            _renamed[former] = id;
    }

    private static async Task<CsvMark> SurveyAsync(CsvFile file, FieldSet fields, CsvMark? memory, CancellationToken cancellationToken)
    {
        var pages = new CsvPages(file, fields, memory, hasFormerIds: false);
        await foreach (var _ in pages.ReadAsync(_ => false, cancellationToken).ConfigureAwait(false))
            cancellationToken.ThrowIfCancellationRequested();
        return pages.ToMark();
    }

    private Task<CsvMark> SurveyAsync(CsvFile file, FieldSet fields, CancellationToken cancellationToken) =>
        SurveyAsync(file, fields, CurrentMark ?? _memory, cancellationToken);

    /// <summary>The file as it was opened; another content under the same name is an error.</summary>
    private async Task<CsvFile> StillAsOpenedAsync(CancellationToken cancellationToken)
    {
        var file = Opened;
        if (file.Scan.LooksUnchanged(file.Path))
            return file;
        if (!Path.Exists(file.Path))
            throw CsvErrors.TakenAway(file.Path);
        var scan = await Task.Run(() => CsvScan.Of(file.Path, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (scan.Hash != file.Scan.Hash)
            throw CsvErrors.Changed(file.Path);
        return _file = file with { Scan = scan };
    }
}
