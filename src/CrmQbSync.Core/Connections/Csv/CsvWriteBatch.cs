using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>The requests of a batch, found by the rows that they are about, and what becomes of each.</summary>
internal sealed class CsvWriteBatch
{
    private readonly WriteOutcome?[] _outcomes;
    private readonly Dictionary<string, List<int>> _byId = new(StringComparer.Ordinal);
    private readonly List<int> _additions = [];
    private readonly Dictionary<int, string> _faults = [];

    /// <summary>A batch.</summary>
    /// <param name="requests">Its requests.</param>
    /// <param name="renamed">Ids that rows had before an earlier batch of the run gave them lasting ones.</param>
    public CsvWriteBatch(IReadOnlyList<WriteRequest> requests, IReadOnlyDictionary<string, string> renamed)
    {
        Requests = requests;
        _outcomes = new WriteOutcome?[requests.Count];
        for (var index = 0; index < requests.Count; index++)
        {
            var request = requests[index];
            if (request.Kind is WriteKind.Create or WriteKind.Restore)
                _additions.Add(index);
            if (request.Kind != WriteKind.Create && IdOf(request) is { } id)
                Add(renamed.GetValueOrDefault(id, id), index);
        }
    }

    /// <summary>The requests.</summary>
    public IReadOnlyList<WriteRequest> Requests { get; }

    /// <summary>The records that got a lasting id.</summary>
    public Dictionary<string, string> NewIds { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a new row may have to be added.</summary>
    public bool HasAdditions => _additions.Count > 0;

    /// <summary>The requests about a row; empty for nearly all.</summary>
    public IReadOnlyList<int> For(string id) => _byId.TryGetValue(id, out var indexes) ? indexes : Array.Empty<int>();

    /// <summary>The creations and restorations that no row of the file answered, in their order.</summary>
    public IEnumerable<int> OpenAdditions() => _additions.Where(index => _outcomes[index] is null);

    /// <summary>Notes that the row which a request is about seems to be a faulty one.</summary>
    public void NoteFault(string id, string message)
    {
        foreach (var index in For(id))
            _faults.TryAdd(index, message);
    }

    /// <summary>What is wrong with the row that a request is about; null if nothing is known to be.</summary>
    public string? FaultOf(int index) => _faults.GetValueOrDefault(index);

    /// <summary>Says what became of a request.</summary>
    public void Decide(int index, WriteOutcome outcome) => _outcomes[index] = outcome;

    /// <summary>The outcomes, in the order of the requests: a request that no row answered is about one that is gone.</summary>
    public IReadOnlyList<WriteOutcome> Outcomes()
    {
        var outcomes = _outcomes.Select((outcome, index) => outcome ?? OfMissing(index)).ToArray();
        var first = Array.FindIndex(outcomes, outcome => outcome.Status == WriteStatus.Done);
        if (first >= 0 && NewIds.Count > 0)
            outcomes[first] = outcomes[first] with { NewIds = NewIds };
        return outcomes;
    }

    private WriteOutcome OfMissing(int index) => FaultOf(index) is { } fault
        ? CsvCellWriter.Failed(ErrorCodes.BadRow, fault)
        : new WriteOutcome { Status = WriteStatus.Gone };

    private static string? IdOf(WriteRequest request) =>
        request.Kind == WriteKind.Restore ? CsvRestoreData.Read(request.RestoreData)?.Id ?? request.Id : request.Id;

    private void Add(string id, int index)
    {
        if (_byId.TryGetValue(id, out var indexes))
            indexes.Add(index);
        else
            _byId.Add(id, [index]);
    }
}
