using System.Text.Json;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>What the connection remembers from one run to the next.</summary>
internal sealed record ZohoMark
{
    private const int CurrentVersion = 1;

    /// <summary>The form of this record.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The organisation that it is about.</summary>
    public required string Organisation { get; init; }

    /// <summary>The service's own time before the last reading began; null if it did not tell, and everything is to be read again.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>How many records the last full reading had; null if unknown.</summary>
    public long? Records { get; init; }

    /// <summary>The organisation's fields as they were asked for.</summary>
    public IReadOnlyList<ZohoField> Fields { get; init; } = [];

    /// <summary>The names of the fields that were asked for, whether there are such fields or not.</summary>
    public IReadOnlyList<string> FieldsNamed { get; init; } = [];

    /// <summary>When the fields were asked for, by this machine's clock.</summary>
    public DateTimeOffset FieldsReadAt { get; init; }

    /// <summary>When it was last looked for contacts whose account was renamed, by the service's time.</summary>
    public DateTimeOffset? AccountsTime { get; init; }

    /// <summary>The contacts that would be read again because of the overlap, where these are many and known; null otherwise.</summary>
    public ZohoSettled? Settled { get; init; }

    /// <summary>What was only counted and is to be read once more, a slice a reading.</summary>
    public IReadOnlyList<ZohoSlice> Unread { get; init; } = [];

    /// <summary>As text.</summary>
    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>From text; null if there is none, or none that this version can read.</summary>
    public static ZohoMark? Read(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize<ZohoMark>(text) is { Version: CurrentVersion } mark ? mark : null;
        }
        catch (JsonException)
        {
            // Of another version or another kind of connection: then everything is read, which is always right.
            return null;
        }
    }
}
