using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Doubles;

/// <summary>What a profile says of a side in memory.</summary>
public sealed record MemorySettings : ConnectionSettings
{
    public override string Type => "Memory";
}
