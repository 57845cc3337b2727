using System.Collections.Immutable;

namespace CrmQbSync.Tests.Laws;

/// <summary>A generated record.</summary>
internal sealed record Seed(ImmutableSortedDictionary<string, string?> Values, bool IsJob = false, bool HasOpenBalance = false)
{
    public override string ToString() =>
        $"{{ {string.Join(", ", Values.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}='{Pools.Show(pair.Value)}'"))} }}{(IsJob ? " job" : "")}{(HasOpenBalance ? " owing" : "")}";
}
