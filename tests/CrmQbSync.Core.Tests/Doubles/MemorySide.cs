using System.Collections.Immutable;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Doubles;

/// <summary>
/// A service in memory. People edit it between runs, connections read and write it. Ids are made from the address that a record is
/// created with, so that they do not depend on the order in which records are created.
/// </summary>
public sealed class MemorySide
{
    private readonly TimeProvider _clock;
    private readonly SortedDictionary<string, MemoryRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WriteOutcome> _answered = [];
    private readonly List<SideWrite> _log = [];
    private readonly HashSet<(string Id, string Field)> _onceFilled = [];

    public MemorySide(Side side, SideShape shape, TimeProvider clock)
    {
        Side = side;
        Shape = shape;
        _clock = clock;
    }

    public Side Side { get; }

    public SideShape Shape { get; set; }

    /// <summary>Rises by one with every change.</summary>
    public long Counter { get; private set; }

    /// <summary>Records that exist, by id.</summary>
    public IReadOnlyList<MemoryRecord> Existing => [.. _records.Values.Where(record => !record.Deleted)];

    /// <summary>Deleted records, by id.</summary>
    public IReadOnlyList<MemoryRecord> Deleted => [.. _records.Values.Where(record => record.Deleted)];

    /// <summary>Every record, deleted ones too.</summary>
    public IReadOnlyList<MemoryRecord> Records => [.. _records.Values];

    /// <summary>What was written by connections, in order.</summary>
    public IReadOnlyList<SideWrite> Log => _log;

    /// <summary>How requests are answered instead of being carried out; the first that matches.</summary>
    public List<WriteFault> Faults { get; } = [];

    /// <summary>Ids of records that cannot be read.</summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>After how many pages a reading breaks off; null if it does not.</summary>
    public int? BreaksOffAfter { get; set; }

    /// <summary>Whether the signed-in user is no administrator.</summary>
    public bool RefusesAdministration { get; set; }

    /// <summary>What happens between reading and writing a record; the place for a person who edits it meanwhile.</summary>
    public Action<WriteRequest>? BeforeWrite { get; set; }

    /// <summary>Names that are taken by others than customers (vendors, employees).</summary>
    public HashSet<string> TakenNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    public MemoryRecord this[string id] => _records[id];

    public MemoryRecord? Find(string id) => _records.GetValueOrDefault(id);

    /// <summary>Whether the field of that record ever had a value.</summary>
    public bool WasOnceFilled(string id, string field) => _onceFilled.Contains((id, field));

    /// <summary>A copy that goes its own way from now on.</summary>
    public MemorySide Copy(TimeProvider clock)
    {
        var copy = new MemorySide(Side, Shape, clock) { Counter = Counter, BreaksOffAfter = BreaksOffAfter, RefusesAdministration = RefusesAdministration };
        foreach (var (id, record) in _records)
            copy._records.Add(id, record);
        foreach (var (token, outcome) in _answered)
            copy._answered.Add(token, outcome);
        copy._log.AddRange(_log);
        copy._onceFilled.UnionWith(_onceFilled);
        copy.Faults.AddRange(Faults);
        copy.Unreadable.UnionWith(Unreadable);
        copy.TakenNames.UnionWith(TakenNames);
        return copy;
    }

    /// <summary>A person makes a record. Values that the side cannot hold are cut or left out, as its form would.</summary>
    public string Add(IEnumerable<KeyValuePair<string, string?>> values, bool isJob = false, bool hasOpenBalance = false)
    {
        var record = new MemoryRecord
        {
            Id = NewId(values.FirstOrDefault(pair => pair.Key == CanonicalFields.Email).Value),
            Created = _clock.GetUtcNow(),
            IsJob = isJob,
            HasOpenBalance = hasOpenBalance,
        };
        foreach (var (field, value) in values)
            record = With(record, field, Fit(field, value));
        if (Shape.NeedsUniqueName)
            record = record with { OwnName = FreeName(record["LastName"] ?? record["Company"] ?? record["Email"]?.Split('@')[0] ?? "Someone") };
        Put(record);
        return record.Id;
    }

    /// <summary>A person edits or clears a field.</summary>
    public void Edit(string id, string field, string? value)
    {
        var fitting = Fit(field, value);
        if (fitting is null == string.IsNullOrEmpty(value))
            Put(With(_records[id], field, fitting));
    }

    /// <summary>Whether such an edit changes what stands there.</summary>
    public bool WouldChange(string id, string field, string? value) =>
        _records[id] is { Deleted: false } record && Fit(field, value) is var fitting && fitting is null == string.IsNullOrEmpty(value) && record[field] != fitting;

    /// <summary>A person deletes a record, or makes it inactive.</summary>
    public void Delete(string id) => Put(_records[id] with { Deleted = true });

    /// <summary>A person brings a deleted record back under its id.</summary>
    public void Restore(string id) => Put(_records[id] with { Deleted = false });

    /// <summary>A person changes whether a customer owes something.</summary>
    public void SetOpenBalance(string id, bool hasOpenBalance) => Put(_records[id] with { HasOpenBalance = hasOpenBalance });

    /// <summary>A person makes a customer a job of another, or a customer of its own.</summary>
    public void SetJob(string id, bool isJob) => Put(_records[id] with { IsJob = isJob });

    /// <summary>A record as a connection tells it.</summary>
    public ContactRecord Tell(MemoryRecord record, FieldSet fields) =>
        new(record.Id, record.Deleted && !Shape.ShowsDeletedValues ? default : record.Pack(fields), record.Modified, record.Created)
        {
            Version = Shape.HasVersions ? Version(record) : null,
            OwnName = record.OwnName,
            Deleted = record.Deleted,
            IsJob = record.IsJob,
            HasOpenBalance = record.HasOpenBalance,
        };

    public static string Version(MemoryRecord record) => $"v{record.ChangedAt}";

    /// <summary>What was answered to a token before; null if it is new or the service does not know tokens.</summary>
    internal WriteOutcome? Answered(string token) => Shape.IsIdempotent ? _answered.GetValueOrDefault(token) : null;

    /// <summary>Shows a record of another service as it stands there.</summary>
    internal void Mirror(MemoryRecord record)
    {
        _records[record.Id] = record;
        foreach (var field in record.Values.Keys)
            _onceFilled.Add((record.Id, field));
    }

    /// <summary>Notes a write that was seen on another service.</summary>
    internal void Note(SideWrite write) => _log.Add(write);

    /// <summary>Carries out a write of the engine that nothing speaks against.</summary>
    internal WriteOutcome Carry(WriteRequest request, FieldSet fields)
    {
        var record = request.Kind == WriteKind.Create
            ? new MemoryRecord
            {
                Id = NewId(request.Fields.FirstOrDefault(field => field.Field.Name == CanonicalFields.Email).Value),
                Created = _clock.GetUtcNow(),
                OwnName = request.Name is null ? null : FreeName(request.Name),
            }
            : _records[request.Id!];
        var values = request.Fields
            .Select(field => new ValueWrite(field.Field.Name, record.Deleted ? null : record[field.Field.Name], string.IsNullOrEmpty(field.Value) ? null : field.Value))
            .ToImmutableArray();
        foreach (var value in values)
            record = With(record, value.Field, value.New);
        record = Put(record with { Deleted = request.Kind switch { WriteKind.Delete => true, WriteKind.Restore => false, _ => record.Deleted } });
        _log.Add(new SideWrite(Side, request.Kind, record.Id, request.Token, values));
        var outcome = new WriteOutcome
        {
            Status = WriteStatus.Done,
            Id = request.Kind is WriteKind.Create or WriteKind.Restore ? record.Id : null,
            Record = Shape.TellsRecord && !record.Deleted ? Tell(record, fields) : null,
            RestoreData = request.Kind == WriteKind.Delete && Shape.CanRestore ? RestoreData(record.Id) : null,
        };
        _answered[request.Token] = outcome;
        return outcome;
    }

    internal static string RestoreData(string id) => "restore " + id;

    private static MemoryRecord With(MemoryRecord record, string field, string? value) =>
        record with { Values = string.IsNullOrEmpty(value) ? record.Values.Remove(field) : record.Values.SetItem(field, value) };

    private MemoryRecord Put(MemoryRecord record)
    {
        record = record with { ChangedAt = ++Counter, Modified = _clock.GetUtcNow() };
        _records[record.Id] = record;
        foreach (var field in record.Values.Keys)
            _onceFilled.Add((record.Id, field));
        return record;
    }

    private string? Fit(string field, string? value) => string.IsNullOrEmpty(value)
        ? null
        : new LengthLimits(Shape.Limits).Store(CanonicalFields.Find(field) ?? ContactField.Custom(field, FieldKind.Text), value).Value;

    private string NewId(string? email)
    {
        var stem = $"{Side}.{(email is null ? "none" : email.Split(',', ';')[0].Trim().ToLowerInvariant())}.";
        return stem + (1 + _records.Keys.Count(id => id.StartsWith(stem, StringComparison.Ordinal))).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private string FreeName(string name)
    {
        var free = name;
        for (var number = 2; TakenNames.Contains(free) || _records.Values.Any(record => string.Equals(record.OwnName, free, StringComparison.OrdinalIgnoreCase)); number++)
            free = $"{name} ({number})";
        return free;
    }
}
