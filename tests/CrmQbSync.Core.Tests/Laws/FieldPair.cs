using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>One pair whose Notes are edited before every run, with what the rules say of them.</summary>
internal sealed class FieldPair(int number, FieldOracle oracle, (string? Crm, string? Qb)[] edits)
{
    private readonly string _email = $"p{number}@x.com";
    private readonly List<string> _story = [];
    private FieldOracle _oracle = oracle;
    private string _crmId = "";
    private string _qbId = "";

    public bool WentWrong { get; private set; }

    /// <summary>The pair comes into the world, its field still blank.</summary>
    public void Enter(World world)
    {
        _crmId = world.Crm.Add(_email, "Ames");
        _qbId = world.Qb.Add(_email, "Ames");
    }

    /// <summary>People edit both sides; which of them last, alternates.</summary>
    public void Edit(World world, int run)
    {
        var (crm, qb) = edits[run];
        if ((number + run) % 2 == 0)
        {
            Set(world.Crm, _crmId, crm);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            Set(world.Qb, _qbId, qb);
        }
        else
        {
            Set(world.Qb, _qbId, qb);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            Set(world.Crm, _crmId, crm);
        }
        _oracle = _oracle with { Crm = crm, Qb = qb };
        _story.Add($"'{crm}'/'{qb}'");
    }

    /// <summary>What is to be after the run.</summary>
    public FieldOracle Expect(World world, RunOptions options)
    {
        var priority = options.Priority!.Value;
        if (priority == SyncPriority.Newest)
            priority = world.Qb[_qbId].Modified > world.Crm[_crmId].Modified ? SyncPriority.Qb : SyncPriority.Crm;
        return _oracle.After(options.Mode ?? SyncMode.Synchronize, priority, options.All);
    }

    /// <summary>What went wrong; null if all is as expected.</summary>
    public string? Compare(World world, FieldOracle expected, IReadOnlySet<string?> conflicts)
    {
        var (crm, qb) = (world.Crm[_crmId]["Notes"], world.Qb[_qbId]["Notes"]);
        _oracle = expected;
        var story = string.Join(", ", _story);
        _story.Add($"→ '{crm}'/'{qb}'");
        if (crm == expected.Crm && qb == expected.Qb && conflicts.Contains(_crmId) == expected.IsInConflict)
            return null;
        WentWrong = true;
        return $"{story} became '{crm}'/'{qb}'{(conflicts.Contains(_crmId) ? " in conflict" : "")} instead of '{expected.Crm}'/'{expected.Qb}'{(expected.IsInConflict ? " in conflict" : "")}";
    }

    /// <summary>Whoever leaves a value as it is does not touch the record.</summary>
    private static void Set(MemorySide side, string id, string? value)
    {
        if (side[id]["Notes"] != value)
            side.Edit(id, "Notes", value);
    }
}
