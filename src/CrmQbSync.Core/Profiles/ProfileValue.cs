using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>
/// A setting that may hold <c>${env:NAME}</c> and <c>${secret:NAME}</c>. It never shows its value: as text it gives its references as they are
/// written, and an ellipsis for all else. The value is had from <see cref="Secrets.SecretResolution"/>, when it is needed.
/// </summary>
public sealed class ProfileValue
{
    private readonly ImmutableArray<ValuePart> _parts;

    internal ProfileValue(string key, string place, ImmutableArray<ValuePart> parts)
    {
        Key = key;
        Place = place;
        _parts = parts;
        SecretNames = [.. parts.Where(part => part.Kind == ValuePartKind.Secret).Select(part => part.Text)];
    }

    /// <summary>The setting's key in the profile, such as <c>crm.clientSecret</c>.</summary>
    public string Key { get; }

    /// <summary>Where it stands: file(line,column).</summary>
    public string Place { get; }

    /// <summary>The names of the secrets that it refers to.</summary>
    public ImmutableArray<string> SecretNames { get; }

    /// <summary>Whether it is one <c>${secret:NAME}</c> and nothing else, so that what it stands for can be set anew.</summary>
    internal bool IsOneSecret => _parts is [{ Kind: ValuePartKind.Secret }];

    /// <inheritdoc/>
    public override string ToString() =>
        string.Concat(_parts.Select(part => part.Kind == ValuePartKind.Literal ? "…" : part.AsWritten));

    /// <summary>The value, its secrets taken from <paramref name="secret"/>.</summary>
    internal string Compose(Func<string, string> secret) =>
        string.Concat(_parts.Select(part => part.Kind switch
        {
            ValuePartKind.Secret => secret(part.Text),
            ValuePartKind.Environment => part.Value ?? throw new InvalidOperationException("A profile with an unset variable is never given out."),
            _ => part.Text,
        }));
}
