using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A contact or an account.</summary>
public sealed class ZohoRecord
{
    public required long Id { get; init; }

    /// <summary>The values by API name; what is unset is missing. A lookup holds the id of its record as text.</summary>
    public Dictionary<string, JToken> Values { get; } = new(StringComparer.Ordinal);

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Modified { get; set; }

    /// <summary>When it was deleted; null if it exists.</summary>
    public DateTimeOffset? Deleted { get; set; }

    /// <summary>Whether it is gone from the recycle bin too.</summary>
    public bool IsPermanent { get; set; }

    /// <summary>The code that every write of it gives, such as RECORD_LOCKED; null if it can be written.</summary>
    public string? Refusal { get; set; }

    public string IdText => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string? Text(string name) => Values.TryGetValue(name, out var value) ? value.Value<string>() : null;
}
