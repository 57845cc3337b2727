using System.Collections.Immutable;
using System.Text;
using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Contacts;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.Csv;

/// <summary>A file in a folder of its own, and connections to it.</summary>
internal sealed class CsvBench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmqbsync-csv-").FullName;
    private int _tokens;

    public CsvBench(string? text = null, Encoding? encoding = null, CsvFormat format = CsvFormat.Canonical, Side side = Side.Crm)
    {
        Path = System.IO.Path.Combine(_folder, "contacts.csv");
        if (text is not null)
            Write(text, encoding);
        Options = new CsvConnectionOptions
        {
            Side = side,
            Path = Path,
            Format = format,
            Rules = [.. CanonicalFields.All.Select(field => new FieldRule(field))],
        };
    }

    public string Path { get; }

    public string Folder => _folder;

    public CsvConnectionOptions Options { get; set; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 17, 12, 0, 0, TimeSpan.Zero));

    public ICsvOutput? Output { get; set; }

    public FieldSet Fields { get; } = FieldSet.Canonical;

    public string Text => File.ReadAllText(Path);

    public byte[] Bytes => File.ReadAllBytes(Path);

    public void Write(string text, Encoding? encoding = null) => File.WriteAllText(Path, text, encoding ?? new UTF8Encoding(false));

    public CsvConnection Connect() => Output is null
        ? new CsvConnection(Options, Clock)
        : new CsvConnection(Options, Clock) { Output = Output };

    public async Task<CsvConnection> OpenAsync(string? memory = null)
    {
        var connection = Connect();
        await connection.OpenAsync(memory, default);
        return connection;
    }

    public async Task<(List<ContactRecord> Records, List<ReadFault> Faults, ISideReading Reading, CsvConnection Connection)> ReadAsync(string? mark = null)
    {
        var connection = await OpenAsync(mark);
        var reading = await connection.ReadAsync(Fields, mark, default);
        var (records, faults) = await CollectAsync(reading.ReadPagesAsync(default));
        return (records, faults, reading, connection);
    }

    public static async Task<(List<ContactRecord> Records, List<ReadFault> Faults)> CollectAsync(IAsyncEnumerable<ReadPage> pages)
    {
        var records = new List<ContactRecord>();
        var faults = new List<ReadFault>();
        await foreach (var page in pages)
        {
            records.AddRange(page.Records);
            faults.AddRange(page.Faults);
        }
        return (records, faults);
    }

    public async Task<List<ContactRecord>> QueryAsync(ContactQuery query)
    {
        var connection = await OpenAsync();
        return (await CollectAsync(connection.QueryAsync(Fields, query, default))).Records;
    }

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(CsvConnection connection, params WriteRequest[] requests) =>
        connection.WriteAsync(Fields, requests, default);

    public WriteRequest Update(ContactRecord record, params (string Field, string? Value)[] values) => new()
    {
        Kind = WriteKind.Update,
        Token = NextToken(),
        Id = record.Id,
        Expected = record.Values,
        Fields = Writes(values),
    };

    public WriteRequest Create(params (string Field, string? Value)[] values) =>
        new() { Kind = WriteKind.Create, Token = NextToken(), Fields = Writes(values) };

    public WriteRequest Delete(ContactRecord record) =>
        new() { Kind = WriteKind.Delete, Token = NextToken(), Id = record.Id, Expected = record.Values };

    public WriteRequest Restore(string id, string? data) =>
        new() { Kind = WriteKind.Restore, Token = NextToken(), Id = id, RestoreData = data };

    public string? Value(ContactRecord record, string field) => record.Values.Get(Fields.IndexOf(field), Fields.Count);

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(_folder, recursive: true);
    }

    private string NextToken() => $"token{++_tokens}";

    private static ImmutableArray<FieldWrite> Writes((string Field, string? Value)[] values) =>
        [.. values.Select(pair => new FieldWrite(CanonicalFields.Find(pair.Field)!, pair.Value))];
}
