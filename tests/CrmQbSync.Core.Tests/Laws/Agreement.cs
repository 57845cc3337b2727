using System.Text;

namespace CrmQbSync.Tests.Laws;

/// <summary>
/// When two values agree, for the values of the <see cref="Pools"/>. Written anew from the rules on purpose: a law that asked the engine
/// would agree with its faults.
/// </summary>
internal static class Agreement
{
    public static bool IsBlank(string? value) => string.IsNullOrWhiteSpace(value);

    public static string? Normal(string field, string? value, string region = "US") => IsBlank(value) ? null : field switch
    {
        Pools.Email => Address(value!),
        "Phone" => Number(Text(value!), region),
        _ => Text(value!),
    };

    /// <summary>Whether a field's two values agree (rules 2.1 to 2.5).</summary>
    /// <param name="field">The field.</param>
    /// <param name="crm">Its value in the CRM.</param>
    /// <param name="qb">Its value in QuickBooks.</param>
    /// <param name="region">The country of telephone numbers.</param>
    /// <param name="store">What an outgoing value becomes on a side, null if it cannot be stored there; null for the sides of the pools.</param>
    public static bool Holds(string field, string? crm, string? qb, string region = "US", Func<string, string, Side, string?>? store = null)
    {
        var (one, other) = (Normal(field, crm, region), Normal(field, qb, region));
        return one == other
            || (one is not null && Stored(field, crm!, Side.Qb, store) is { } atQb && Normal(field, atQb, region) == other)
            || (other is not null && Stored(field, qb!, Side.Crm, store) is { } atCrm && Normal(field, atCrm, region) == one);
    }

    /// <summary>Whether a side can hold the value, if need be cut.</summary>
    public static bool Fits(string field, string value, Side side, Func<string, string, Side, string?>? store = null) => Stored(field, value, side, store) is not null;

    /// <summary>Whether the value of Email is one address or several.</summary>
    public static bool IsAddress(string? email) =>
        !IsBlank(email) && Address(email!) is var address && address.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && !address.Contains(' ', StringComparison.Ordinal);

    /// <summary>What a value becomes on a side; null if it cannot be stored there.</summary>
    private static string? Stored(string field, string value, Side side, Func<string, string, Side, string?>? store)
    {
        // A telephone number keeps its own spelling.
        var outgoing = field == "Phone" ? value.Trim() : field == Pools.Email ? First(value) : Text(value);
        if (store is not null)
            return store(field, outgoing, side);
        if (!(side == Side.Crm ? Pools.CrmLimits : Pools.QbLimits).TryGetValue(field, out var limit) || outgoing.Length <= limit)
            return outgoing;
        if (field == "Phone")
            return null;
        var whole = new StringBuilder();
        foreach (var rune in outgoing.EnumerateRunes().TakeWhile(rune => whole.Length + rune.Utf16SequenceLength <= limit))
            whole.Append(rune.ToString());
        return whole.ToString();
    }

    private static string Text(string value) => value.Trim().Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\r", "\n", StringComparison.Ordinal).Normalize();

    private static string Address(string text) => First(text).ToLowerInvariant();

    /// <summary>The first of several addresses, as it is written.</summary>
    public static string First(string text)
    {
        var first = text.Split(',', ';')[0].Trim();
        if (first.EndsWith('>'))
            first = first[(first.IndexOf('<', StringComparison.Ordinal) + 1)..^1];
        if (first.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            first = first["mailto:".Length..];
        return first.Normalize();
    }

    /// <summary>Every number of the pool is one in each region; digits of other scripts count.</summary>
    private static string Number(string text, string region)
    {
        var digits = string.Concat(text.Where(char.IsDigit).Select(digit => (int)char.GetNumericValue(digit)));
        var country = region switch { "US" => "1", "GB" => "44", _ => "49" };
        return digits.Length == 0 ? text : text.StartsWith('+') ? digits : country + digits;
    }
}
