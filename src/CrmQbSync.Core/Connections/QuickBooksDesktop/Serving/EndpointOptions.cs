namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What the Web Connector finds under one path.</summary>
internal sealed record EndpointOptions
{
    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>Where the Web Connector finds it (the profile's <c>listen</c>), with a slash at the end.</summary>
    public required Uri Address { get; init; }

    /// <summary>Where it is served: the same, or what a reverse proxy passes on to.</summary>
    public required Uri Binding { get; init; }

    /// <summary>The user that the Web Connector signs in as.</summary>
    public required string UserName { get; init; }

    /// <summary>Its password. Kept as a hash only.</summary>
    public required string Password { get; init; }

    /// <summary>The company file to open; null for the one that is open.</summary>
    public string? CompanyFile { get; init; }

    /// <summary>
    /// What a session does that nobody waits for: a run. Gives the error to be told to the user of the Web Connector (null if there is none) and the
    /// text of its Status column. Null if such a session has nothing to do.
    /// </summary>
    public Func<WebConnectorSession, CancellationToken, Task<(string? Error, string Summary)>>? RunAsync { get; init; }

    /// <summary>The support page; told whether the reader sits at this machine. Null for none.</summary>
    public Func<bool, CancellationToken, Task<string>>? SupportPageAsync { get; init; }

    /// <summary>Who waits for whom, and how long.</summary>
    public SessionTimes Times { get; init; } = new();
}
