namespace CrmQbSync.Connections.Http;

/// <summary>One call of a service.</summary>
internal sealed record ServiceRequest
{
    /// <summary>GET, POST, ….</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Path and query below <see cref="IServiceDialect.BaseAddress"/>, escaped already, such as <c>/crm/v8/Contacts?fields=id</c>. The log shows the path and the names of the query's parameters, never their values.</summary>
    public required string Path { get; init; }

    /// <summary>What it does, for the log: "read contacts".</summary>
    public required string Name { get; init; }

    /// <summary>What a repetition does.</summary>
    public required CallEffect Effect { get; init; }

    /// <summary>The body; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>The body's media type; sent with UTF-8.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What the reply should be (header Accept).</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>More headers, sent as they are here.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Which class of call it is for <see cref="CallLimit.CallClass"/>; null for none.</summary>
    public string? CallClass { get; init; }

    /// <summary>Whether a refusal (<see cref="VerdictKind.Rejected"/>) is given back as a reply; else it is thrown as ServiceRejected.</summary>
    public bool TakesRejections { get; init; }

    /// <summary>Whether a reply of status 200, and one with a body of any status below 300, must be JSON; one that does not parse is a lost answer then.</summary>
    public bool ExpectsJson { get; init; } = true;

    /// <summary>How long the answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>The most bytes that the reply may have, unpacked.</summary>
    public long MaxReplyBytes { get; init; } = 256L << 20;
}
