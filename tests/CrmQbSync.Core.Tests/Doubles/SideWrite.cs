using System.Collections.Immutable;
using CrmQbSync.Connections;

namespace CrmQbSync.Tests.Doubles;

/// <summary>A write that a side carried out for the engine.</summary>
public sealed record SideWrite(Side Side, WriteKind Kind, string Id, string Token, ImmutableArray<ValueWrite> Values)
{
    public override string ToString() => $"{Kind} {Id}: {string.Join("; ", Values)}";
}
