using System.Globalization;
using CrmQbSync.Connections;
using CrmQbSync.Connections.Http;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Profiles;
using CrmQbSync.Secrets;

namespace CrmQbSync.Running;

/// <summary>Makes connections to QuickBooks Desktop of profiles.</summary>
internal static class DesktopConnections
{
    /// <summary>How long a command waits for a session where the user does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(20);

    /// <summary>A connection that waits for the next session.</summary>
    public static IConnection Create(SyncProfile profile, QuickBooksDesktopSettings settings, WebServices web, ConnectionDemands demands)
    {
        var line = new WaitingLine(
            token => EndpointAsync(profile, settings, web, token),
            demands.Timeout ?? DefaultTimeout,
            web.Clock,
            demands.Observer is { } observer ? (address, waited, patience) => Tell(observer, address, waited, patience) : null);
        var options = OptionsOf(profile, demands.Purpose == ConnectionPurpose.Preview);
        return demands.Purpose == ConnectionPurpose.Check ? new DesktopCheck(options, line) : new DesktopConnection(options, line, web.Clock);
    }

    /// <summary>A connection over a session that is open already, and that whoever serves it ends.</summary>
    public static IConnection Create(SyncProfile profile, WebConnectorSession session, TimeProvider clock) =>
        new DesktopConnection(OptionsOf(profile, preview: false), new SessionLine(session, endsIt: false), clock);

    /// <summary>What the Web Connector is to find, its secrets looked up.</summary>
    /// <exception cref="SyncException">SecretMissing, SecretStoreFailed, or ProfileInvalid for an address that the Web Connector refuses.</exception>
    public static async Task<EndpointOptions> EndpointAsync(SyncProfile profile, QuickBooksDesktopSettings settings, WebServices web, CancellationToken cancellationToken)
    {
        ProfileValue[] wanted = [settings.Listen, settings.UserName, settings.Password, settings.Bind ?? settings.Listen, settings.CompanyFile ?? settings.Listen];
        var values = await web.SecretsOf(profile).ResolveAllAsync(wanted, cancellationToken).ConfigureAwait(false);
        return new EndpointOptions
        {
            Profile = profile.Name,
            Address = QwcFile.CheckAddress(values[0], profile.Name),
            Binding = new Uri(values[3].EndsWith('/') ? values[3] : values[3] + "/"),
            UserName = values[1],
            Password = values[2],
            CompanyFile = settings.CompanyFile is { } setting ? CompanyFileOf(setting, values[4], profile.Name) : null,
        };
    }

    /// <summary>The company file, which may have come from a variable. What is no path would be taken by the Web Connector for one of its words, such as <c>none</c>.</summary>
    private static string? CompanyFileOf(ProfileValue setting, string value, string profile)
    {
        if (TextRules.CompanyFile.Wrong(value) is not { } wrong)
            return value.Length == 0 ? null : value;
        throw new SyncException(SyncErrorId.ProfileInvalid, $"Profile '{profile}': {setting.Place}: {setting.Key}: {wrong}.", $"Give it {TextRules.CompanyFile.Right}.")
        {
            Subject = profile,
        };
    }

    private static DesktopOptions OptionsOf(SyncProfile profile, bool preview) => new()
    {
        Profile = profile.Name,
        Rules = profile.Rules,
        StatePath = profile.StateFile,
        IsPreview = preview,
    };

    private static void Tell(IRunObserver observer, Uri address, TimeSpan waited, TimeSpan patience)
    {
        if (waited == TimeSpan.Zero)
        {
            observer.Verbose(string.Create(
                CultureInfo.InvariantCulture,
                $"Waiting up to {patience.TotalMinutes:0.#} minutes for the QuickBooks Web Connector at {address.AbsoluteUri}: Update Selected there, or its next Auto-Run."));
        }
        observer.Progress("Waiting for the QuickBooks Web Connector (seconds)", (long)waited.TotalSeconds, (long)patience.TotalSeconds);
    }
}
