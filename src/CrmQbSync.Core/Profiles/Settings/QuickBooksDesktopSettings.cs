namespace CrmQbSync.Profiles;

/// <summary>A company file of QuickBooks Desktop, reached through the Web Connector.</summary>
public sealed record QuickBooksDesktopSettings : ConnectionSettings
{
    /// <inheritdoc/>
    public override string Type => "QuickBooksDesktop";

    /// <summary>The company file's path on the machine of QuickBooks; null for the one that is open.</summary>
    public ProfileValue? CompanyFile { get; init; }

    /// <summary>The address where the Web Connector finds us.</summary>
    public required ProfileValue Listen { get; init; }

    /// <summary>The address that is served, where a reverse proxy stands at <see cref="Listen"/>; null for that itself.</summary>
    public ProfileValue? Bind { get; init; }

    /// <summary>The name that the Web Connector signs in with.</summary>
    public required ProfileValue UserName { get; init; }

    /// <summary>The password that the Web Connector signs in with.</summary>
    public required ProfileValue Password { get; init; }

    /// <summary>Every how many minutes the Web Connector calls. Default 15.</summary>
    public int RunEvery { get; init; } = 15;
}
