using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>Takes a scalar apart into text and references.</summary>
internal static class ReferenceReader
{
    private const int MaxName = 200;

    /// <summary>The pieces; null if a reference is malformed, with what is wrong and right.</summary>
    public static ImmutableArray<ValuePart>? Read(string text, Func<string, string?> environment, out string wrong, out string right)
    {
        wrong = right = "";
        var parts = ImmutableArray.CreateBuilder<ValuePart>();
        var at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            if (start > at)
                parts.Add(new ValuePart(ValuePartKind.Literal, text[at..start]));
            var end = text.IndexOf('}', start);
            if (end < 0)
            {
                (wrong, right) = ("a reference has no }", "${env:NAME} or ${secret:NAME}");
                return null;
            }
            if (ReadOne(text[(start + 2)..end], environment, out wrong, out right) is not { } part)
                return null;
            parts.Add(part);
            at = end + 1;
        }
        if (at < text.Length || parts.Count == 0)
            parts.Add(new ValuePart(ValuePartKind.Literal, text[at..]));
        return parts.ToImmutable();
    }

    private static ValuePart? ReadOne(string reference, Func<string, string?> environment, out string wrong, out string right)
    {
        wrong = right = "";
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? reference : reference[..colon];
        var name = colon < 0 ? "" : reference[(colon + 1)..];
        if (kind is not ("env" or "secret"))
        {
            var meant = NearMiss.Find(kind, ["env", "secret"]);
            (wrong, right) = ("a reference is neither to a variable nor to a secret", meant is null ? "${env:NAME} or ${secret:NAME}" : $"${{{meant}:NAME}} is meant");
            return null;
        }
        if (name.Length is 0 or > MaxName || name.Trim().Length != name.Length || name.AsSpan().IndexOfAny("={$") >= 0 || name.Any(char.IsControl))
        {
            (wrong, right) = ("a reference has no usable name", $"${{{kind}:NAME}}");
            return null;
        }
        if (kind == "secret")
            return new ValuePart(ValuePartKind.Secret, name);
        // Windows cannot hold an empty variable; for the same profile to mean the same everywhere, empty is unset.
        var value = environment(name);
        return new ValuePart(ValuePartKind.Environment, name, string.IsNullOrEmpty(value) ? null : value);
    }
}
