using CrmQbSync.Contacts;

namespace CrmQbSync.Profiles;

/// <summary>A field that may be mapped, while the mapping is being worked out.</summary>
/// <param name="Field">The field.</param>
/// <param name="Line">The place of its line in the profile; null if it has none.</param>
/// <param name="Crm">What it is in the CRM; null if it is nothing there.</param>
/// <param name="Qb">What it is in QuickBooks; null if it is nothing there.</param>
/// <param name="Direction">Which way it may flow.</param>
/// <param name="Priority">Its own priority; null for the run's.</param>
internal sealed record FieldCandidate(
    ContactField Field, YamlScalar? Line, SideName? Crm, SideName? Qb, FieldDirection Direction, SyncPriority? Priority)
{
    /// <summary>What it is on a side.</summary>
    public SideName? On(Side side) => side == Side.Crm ? Crm : Qb;

    /// <summary>Whether its values can be written on a side.</summary>
    public bool FlowsTo(Side side) =>
        Direction == FieldDirection.Both || Direction == (side == Side.Crm ? FieldDirection.QbToCrm : FieldDirection.CrmToQb);

    /// <summary>The rule that comes of it.</summary>
    public FieldRule ToRule() => new(Field, Crm?.OwnName, Qb?.OwnName, Direction, Priority);
}

/// <summary>A field's name on a side.</summary>
/// <param name="Name">The name; null if it cannot be known yet (a fault or an unset variable, told elsewhere).</param>
/// <param name="Place">Where the profile names it; null if that is the default.</param>
/// <param name="Key">The key that names it; empty if that is the default.</param>
/// <param name="Shown">As it stands in the file.</param>
internal sealed record SideName(string? Name, YamlNode? Place = null, string Key = "", string Shown = "")
{
    /// <summary>Whether the profile itself names it.</summary>
    public bool IsOwn => Place is not null;

    /// <summary>The name, if the profile itself gives it.</summary>
    public string? OwnName => IsOwn ? Name : null;
}
