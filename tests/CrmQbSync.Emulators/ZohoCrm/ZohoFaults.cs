namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>The faults that are switched on.</summary>
public sealed class ZohoFaults
{
    private readonly List<(ZohoFault Fault, int Left)> _faults = [];

    /// <summary>Whether any is left.</summary>
    public bool Any
    {
        get
        {
            lock (_faults)
                return _faults.Count > 0;
        }
    }

    /// <summary>Switches a fault on.</summary>
    public void Add(ZohoFault fault)
    {
        lock (_faults)
            _faults.Add((fault, fault.Times));
    }

    /// <summary>Switches a fault on for the next calls of a method and path.</summary>
    public void Add(ZohoFaultKind kind, string method, string path, int times = 1) =>
        Add(new ZohoFault(kind, request => request.Method == method && request.Path.EndsWith(path, StringComparison.Ordinal), times));

    /// <summary>Switches all off.</summary>
    public void Clear()
    {
        lock (_faults)
            _faults.Clear();
    }

    /// <summary>The fault that hits a call; null if none does.</summary>
    public ZohoFault? Take(ZohoRequest request)
    {
        lock (_faults)
        {
            var at = _faults.FindIndex(entry => entry.Fault.Fits(request));
            if (at < 0)
                return null;
            var (fault, left) = _faults[at];
            if (left <= 1)
                _faults.RemoveAt(at);
            else
                _faults[at] = (fault, left - 1);
            return fault;
        }
    }
}
