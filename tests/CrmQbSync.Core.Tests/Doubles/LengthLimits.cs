using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Doubles;

/// <summary>A stored form that knows lengths only.</summary>
public sealed class LengthLimits(ImmutableDictionary<string, int> limits) : IStoredForm
{
    public StoredValue Store(ContactField field, string value)
    {
        if (!limits.TryGetValue(field.Name, out var limit) || value.Length <= limit)
            return new StoredValue(value, null);
        return field.MayBeCut
            ? new StoredValue(value[..(char.IsHighSurrogate(value[limit - 1]) ? limit - 1 : limit)], ErrorCodes.CutToLength)
            : new StoredValue(null, ErrorCodes.TooLong);
    }
}
