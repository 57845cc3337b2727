namespace CrmQbSync.Tests.Laws;

/// <summary>
/// When two values agree, for the values of the <see cref="Pools"/>. Written anew from the rules on purpose: a law that asked the engine
/// would agree with its faults.
/// </summary>
internal static class Agreement
{
    public static bool IsBlank(string? value) => string.IsNullOrWhiteSpace(value);

    public static string? Normal(string field, string? value)
    {
        if (IsBlank(value))
            return null;
        var text = value!.Trim();
        return field switch
        {
            Pools.Email => Address(text),
            "Phone" => Number(text),
            _ => text,
        };
    }

    /// <summary>Whether a field's two values agree (rules 2.1 to 2.5).</summary>
    public static bool Holds(string field, string? crm, string? qb) =>
        Normal(field, crm) == Normal(field, qb)
        || (!IsBlank(crm) && !IsBlank(qb) && (Normal(field, Cut(field, crm!, Pools.QbLimits)) == Normal(field, qb) || Normal(field, crm) == Normal(field, Cut(field, qb!, Pools.CrmLimits))));

    /// <summary>Whether a side can hold the value, if need be cut.</summary>
    public static bool Fits(string field, string value, Side side) =>
        field != "Phone" || !(side == Side.Crm ? Pools.CrmLimits : Pools.QbLimits).TryGetValue(field, out var limit) || value.Length <= limit;

    /// <summary>Whether the value of Email is one address or several.</summary>
    public static bool IsAddress(string? email) =>
        !IsBlank(email) && Address(email!.Trim()) is var address && address.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && !address.Contains(' ', StringComparison.Ordinal);

    private static string? Cut(string field, string value, System.Collections.Immutable.ImmutableDictionary<string, int> limits)
    {
        if (!limits.TryGetValue(field, out var limit) || value.Length <= limit)
            return value;
        return field == "Phone" ? null : value[..limit];
    }

    private static string Address(string text)
    {
        var first = text.Split(',', ';')[0].Trim();
        if (first.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            first = first["mailto:".Length..];
        return first.ToLowerInvariant();
    }

    private static string Number(string text)
    {
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        return digits.StartsWith('1') ? digits[1..] : digits;
    }
}
