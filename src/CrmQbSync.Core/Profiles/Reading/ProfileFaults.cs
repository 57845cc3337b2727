namespace CrmQbSync.Profiles;

/// <summary>Collects what is wrong with one profile, so that all of it is told at once.</summary>
internal sealed class ProfileFaults(string file)
{
    /// <summary>More than anybody reads; a file with more faults is no profile.</summary>
    public const int MaxShown = 100;

    private readonly List<ProfileFault> _faults = [];
    private readonly List<ProfileFault> _missing = [];
    private readonly List<string> _missingNames = [];
    private int _more;

    /// <summary>The full path of the profile.</summary>
    public string File => file;

    /// <summary>Whether more faults would only be counted; what costs time to word need not be worded then.</summary>
    public bool IsFull => _faults.Count >= MaxShown;

    /// <summary>The faults so far, by place.</summary>
    public IEnumerable<ProfileFault> All => _faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column);

    /// <summary>A key inside another.</summary>
    public static string Join(string parent, string key) => parent.Length == 0 ? key : $"{parent}.{key}";

    public void Add(int line, int column, string key, string wrong, string right)
    {
        if (IsFull)
            _more++;
        else
            _faults.Add(new ProfileFault(line, column, key, wrong, right));
    }

    public void AddAll(ProfileFaults other)
    {
        foreach (var fault in other._faults)
            Add(fault.Line, fault.Column, fault.Key, fault.Wrong, fault.Right);
        _more += other._more;
    }

    /// <summary>A variable that is not set: told only if nothing else is wrong, since it says nothing of the file.</summary>
    public void AddMissing(int line, int column, string key, string variable)
    {
        if (_missing.Count >= MaxShown)
            return;
        _missing.Add(new ProfileFault(line, column, key, $"the environment variable '{variable}' is not set", "set it for the account that runs this"));
        if (!_missingNames.Contains(variable))
            _missingNames.Add(variable);
    }

    /// <summary>Throws what was found.</summary>
    /// <exception cref="SyncException">ProfileInvalid, else SecretMissing.</exception>
    public void ThrowIfAny(Exception? inner = null)
    {
        if (_faults.Count > 0)
        {
            throw new SyncException(SyncErrorId.ProfileInvalid, Message(), "Correct the profile at the places named.", inner)
            {
                Subject = file,
            };
        }
        if (_missing.Count > 0)
        {
            throw new SyncException(
                SyncErrorId.SecretMissing,
                string.Join('\n', _missing.Select(fault => fault.Show(file))),
                $"Set {string.Join(", ", _missingNames)} in the environment of the account that runs this; an empty variable counts as not set.")
            {
                Subject = _missingNames[0],
            };
        }
    }

    private string Message()
    {
        var lines = All.Select(fault => fault.Show(file)).ToList();
        if (_more > 0)
            lines.Add($"{file}: {_more.ToInvariant()} more faults");
        return string.Join('\n', lines);
    }
}
