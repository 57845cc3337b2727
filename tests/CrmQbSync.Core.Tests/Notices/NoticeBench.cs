using CrmQbSync.Connections.Http;
using CrmQbSync.Notices;
using CrmQbSync.Profiles;
using CrmQbSync.Programs;
using CrmQbSync.Running;
using CrmQbSync.Secrets;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using CrmQbSync.Tests.Profiles;

namespace CrmQbSync.Tests.Notices;

/// <summary>Runs over two files with notices.</summary>
internal sealed class NoticeBench : IDisposable
{
    private readonly WebServices _web;

    public NoticeBench(TimeSpan? patience = null)
    {
        Patience = patience ?? TimeSpan.FromSeconds(20);
        _web = ContactSyncFactory.CreateWebServices(Clock, SilentLog.Instance) with { Secrets = _ => new FixedSecrets(Secrets), Home = Folder.In("home") };
        Folder.Write("Id,Email,FirstName,LastName,Phone\n1,ann@example.com,Ann,Bexley,1\n", "a.csv");
        Folder.Write("Id,Email,FirstName,LastName,Phone\n", "b.csv");
    }

    public ProfileFolder Folder { get; } = new();

    public Dictionary<string, string> Secrets { get; } = [];

    public List<string> Warnings { get; } = [];

    public ShiftedClock Clock { get; } = new();

    private TimeSpan Patience { get; }

    /// <summary>A row that fails in every run.</summary>
    public void Break() => File.AppendAllText(Folder.In("a.csv"), "2,too,few\n");

    /// <summary>The row that fails is put right.</summary>
    public void Mend() => Folder.Write(File.ReadAllText(Folder.In("a.csv")).Replace("2,too,few\n", "", StringComparison.Ordinal), "a.csv");

    public Task<SyncRun> RunAsync(string notify, string more = "") => RunAsync(notify, more, new RunOptions());

    /// <summary>A run in an engine of its own, as each process has one.</summary>
    public async Task<SyncRun> RunAsync(string notify, string more, RunOptions options)
    {
        var profile = Folder.Read($"notify: {notify}\nproxy: none\n{more}{ProfileFolder.Sides}");
        var connections = new ConnectionFactory(_web);
        var engine = new ContactSync(new SyncServices
        {
            Clock = Clock,
            Connections = connections,
            States = new SqliteStateStoreFactory(Clock),
            NewToken = () => Guid.NewGuid().ToString("N"),
            Notifier = new RunNotifier(_web, new ProgramRunner(Clock), new SignInEnds(_web, connections.CreateSignIn), Patience),
        });
        var result = await engine.RunAsync(profile, options with { Trigger = RunTrigger.Scheduled }, new WarningObserver(Warnings), CancellationToken.None);
        // What the history says is what was given back.
        var kept = new List<SyncRun>();
        await foreach (var run in engine.GetHistoryAsync(profile, new RunQuery { Last = 1 }, CancellationToken.None))
            kept.Add(run);
        Assert.Equal((result.Run!.Status, result.Run.Message), (kept[0].Status, kept[0].Message));
        return result.Run;
    }

    /// <summary>What Test-ContactSyncProfile would say of a profile.</summary>
    public async Task<List<ProfileCheck>> CheckAsync(string profile)
    {
        var checks = new List<ProfileCheck>();
        await foreach (var check in ContactSyncFactory.Create(_web).CheckAsync(Folder.Read(profile), CancellationToken.None))
            checks.Add(check);
        return checks;
    }

    public void Dispose() => Folder.Dispose();

    private sealed class WarningObserver(List<string> warnings) : IRunObserver
    {
        public void Progress(string activity, long done, long? total)
        {
            // Nothing to see.
        }

        public void Warning(string message) => warnings.Add(message);

        public void Verbose(string message)
        {
            // Nothing to hear.
        }

        public bool Confirm(PlanFigures figures) => true;
    }

    private sealed class FixedSecrets(Dictionary<string, string> secrets) : ISecretStore
    {
        public string Name => "the secret store";

        public string AdviceFor(string secret) => $"Set it: {secret}.";

        public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) => ValueTask.FromResult(secrets.GetValueOrDefault(secret));

        public Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SetAsync(string secret, string value, SecretScope? scope, CancellationToken cancellationToken)
        {
            secrets[secret] = value;
            return Task.CompletedTask;
        }

        public Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
