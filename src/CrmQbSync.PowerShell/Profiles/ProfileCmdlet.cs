using System.Management.Automation;
using CrmQbSync.Pipeline;
using CrmQbSync.Running;

namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet that works with a profile.</summary>
public abstract class ProfileCmdlet : AsyncCmdlet
{
    private readonly Dictionary<string, SyncProfile> _profiles = [];

    /// <summary>The engine.</summary>
    private protected IContactSync Sync => Engine.Sync;

    /// <summary>Serves the QuickBooks Web Connector.</summary>
    private protected WebConnectorHost WebConnector => Engine.WebConnector;

    /// <summary>Where profiles are read.</summary>
    private protected Profiles.IProfileStore Store => Engine.Profiles;

    /// <summary>Scheduled tasks.</summary>
    private protected Scheduling.IContactSyncTasks Tasks => Engine.Tasks;

    /// <summary>Reads the profile that the user named; once, however often the pipeline names it. One that cannot be used ends the cmdlet.</summary>
    private protected SyncProfile ReadProfile(ProfileArgument? profile) => Try(() => ReadProfile(PathOf(profile)));

    /// <summary>The full path of the profile that the user named. One that is not there ends the cmdlet.</summary>
    private protected string FindProfile(ProfileArgument? profile) => Try(() => PathOf(profile));

    /// <summary>Reads a profile by its full path; once, however often the pipeline names it.</summary>
    /// <exception cref="SyncException">It cannot be used.</exception>
    private protected SyncProfile ReadProfile(string path)
    {
        if (!_profiles.TryGetValue(path, out var read))
            _profiles.Add(path, read = Store.Read(path));
        return read;
    }

    /// <summary>What <c>${env:NAME}</c> stood for in a profile is not shown, not even as part of a path that an error names.</summary>
    private protected sealed override Exception Conceal(Exception exception)
    {
        if (exception is not SyncException error)
            return exception;
        string Shown(string text) => _profiles.Values.Aggregate(text, (shown, profile) => profile.Conceal(shown));
        var (message, advice) = (Shown(error.Message), Shown(error.Advice));
        return message == error.Message && advice == error.Advice
            ? error
            : new SyncException(error.Id, message, advice) { Subject = error.Subject is string subject ? Shown(subject) : error.Subject };
    }

    /// <summary>Streams a sequence of the engine's to the pipeline.</summary>
    private protected void WriteAll<T>(Func<CancellationToken, IAsyncEnumerable<T>> sequence)
        where T : notnull =>
        Run(async (output, token) =>
        {
            await foreach (var item in sequence(token).WithCancellation(token).ConfigureAwait(false))
                output.Write(item);
        });

    /// <summary>An observer of work with a profile.</summary>
    private protected static RunObserver Observe(CmdletOutput output, string activity, Func<PlanFigures, bool>? confirm = null) =>
        new(output, activity, TimeProvider.System, confirm);

    private string PathOf(ProfileArgument? profile) => ProfilePaths.Find(SessionState, Store, profile?.NameOrPath);

    /// <summary>Says, once, that an empty selection selects nothing.</summary>
    private protected void WarnNothingSelected(string consequence) =>
        WriteWarning($"Nothing was selected, so {consequence}.");
}
