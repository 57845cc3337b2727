using CrmQbSync.Connections;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Connections.QuickBooksDesktop;
using CrmQbSync.Tests.Connections.ZohoCrm;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Zoho CRM and a company file of QuickBooks Desktop, whose Web Connector calls as long as anything waits for it.</summary>
internal sealed class DesktopServices : IStagedServices
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan s_untilNextCall = TimeSpan.FromSeconds(10);

    private static readonly RequestFault[] s_requestFaults =
    [
        RequestFault.KilledBefore, RequestFault.KilledAfter, RequestFault.ResponseLost, RequestFault.ReceivedTwice, RequestFault.AnsweredWithError, RequestFault.Refused, RequestFault.Cancelled,
    ];

    private static readonly ZohoFaultKind[] s_crmFaults =
        [ZohoFaultKind.ErrorBefore, ZohoFaultKind.ErrorAfter, ZohoFaultKind.ResetBefore, ZohoFaultKind.ResetAfter, ZohoFaultKind.TornBody, ZohoFaultKind.Unauthorized, ZohoFaultKind.TooManyWithWait];

    private readonly ZohoWorld _zoho;
    private readonly DesktopWorld _desktop;
    private readonly DesktopCompany _company;
    private readonly ConnectionSettings _crm;
    private readonly List<StagedLine> _lines = [];
    private UpdatePlan? _plan;
    private int? _lostCall;

    private DesktopServices(ZohoWorld zoho, DesktopWorld desktop, int choice)
    {
        (_zoho, _desktop, _company, _crm) = (zoho, desktop, new DesktopCompany(desktop.Company), zoho.Profile.Crm);
        desktop.Company.Switches = new CompanySwitches
        {
            AddressReplaces = choice % 2 == 0,
            LosesForeignCharacters = choice / 2 % 2 == 0,
            UnknownIdIsNotFound = choice / 4 % 2 == 0,
            ForgetsAllSetsAtOnce = choice / 8 % 2 == 0,
        };
        Wait(0);
    }

    public ZohoCrmEmulator Zoho => _zoho.Emulator;

    public IStagedCompany Company => _company;

    public TimeProvider Clock => _desktop.Clock;

    public Pool Pool => DesktopPeople.Pool;

    public StoredForm? Store => DesktopForms.Store;

    /// <param name="choice">How what is uncertain about QuickBooks is.</param>
    /// <param name="isReversed">Of no interest: nobody orders ids there.</param>
    public static async Task<IStagedServices> StartAsync(int choice, bool isReversed) =>
        new DesktopServices(await ZohoWorld.StartAsync(), await DesktopWorld.StartAsync(serve: false), choice);

    public SyncProfile ProfileOf(ScenarioPolicy policy)
    {
        var profile = policy.ToProfile();
        return profile with
        {
            Name = "acme",
            Path = _desktop.Profile.Path,
            StatePath = _desktop.Profile.StatePath,
            Crm = _crm,
            Qb = (QuickBooksDesktopSettings)_desktop.Profile.Qb with { IncludeJobs = policy.IncludeJobs },
            Rules =
            [
                .. profile.Rules.Select(rule => rule with
                {
                    CrmName = ServicesMirror.Names[rule.Field.Name],
                    QbName = rule.Field.Name == "BillingStreet" ? "BillAddress.Addr1…5" : DesktopForms.PathOf(rule.Field.Name),
                }),
            ],
        };
    }

    public IConnection Connect(SyncProfile profile, Side side, ConnectionDemands demands)
    {
        if (side == Side.Crm)
            return new ConnectionFactory(_zoho.Web).Create(profile, side, demands);
        var line = new StagedLine(new WaitingLine(
            stop => DesktopConnections.EndpointAsync(profile, (QuickBooksDesktopSettings)profile.Qb, _desktop.Web, stop), DesktopConnections.DefaultTimeout, _desktop.Clock, null));
        _lines.Add(line);
        var options = new DesktopOptions { Profile = profile.Name, Rules = profile.Rules, StatePath = profile.StateFile, IsPreview = demands.Purpose == ConnectionPurpose.Preview };
        return new DesktopConnection(options, line, _desktop.Clock);
    }

    /// <summary>The Web Connector calls, again and again. Of a process that died its port is free at once, and nobody answers there any more.</summary>
    public async Task<T> AttendAsync<T>(Task<T> work)
    {
        try
        {
            while (!work.IsCompleted)
            {
                var update = UpdateAsync();
                await Task.WhenAny(work, update);
                if (work.IsCompleted)
                    await LeaveAsync();
                // Nothing needs more than one session, once that is complete.
                if (await update)
                    await Task.WhenAny(work);
            }
            return await work;
        }
        finally
        {
            await LeaveAsync();
        }
    }

    public void Wait(int minutes)
    {
        // Each moves on by itself where somebody waits.
        var (zoho, desktop) = (_zoho.Clock.GetUtcNow(), _desktop.Clock.GetUtcNow());
        var now = (zoho > desktop ? zoho : desktop).AddMinutes(minutes);
        _zoho.Clock.SetUtcNow(now);
        _desktop.Clock.SetUtcNow(now);
    }

    public void AddFaults(Random random)
    {
        T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
        Zoho.Faults.Add(Pick(s_crmFaults), Pick(["GET", "POST", "PUT"]), "/crm/v8/Contacts", random.Next(1, 7));
        if (random.Next(2) == 0)
        {
            _lostCall = random.Next(1, 20);
            return;
        }
        var (at, fault) = (random.Next(1, 5), Pick(s_requestFaults));
        _plan = new UpdatePlan { FaultOf = (number, _) => number == at ? fault : RequestFault.None };
    }

    public void ClearFaults()
    {
        Zoho.Faults.Clear();
        (_plan, _lostCall) = (null, null);
    }

    public void ForgetCalls()
    {
        _desktop.Company.Requests.Clear();
        Zoho.ForgetCalls();
    }

    public IEnumerable<string> NeedlessCalls() =>
    [
        .. _desktop.Company.Requests.Where(request => request is not ("CustomerQueryRq" or "ListDeletedQueryRq")),
        .. Zoho.ApiCalls.Where(call => call.Path.StartsWith("/crm/v8/Contacts", StringComparison.Ordinal) && call.Method is "POST" or "PUT" or "DELETE").Select(call => $"{call.Method} {call.Path}"),
    ];

    public IEnumerable<string> Breaches(RunObservation run) => DesktopNames.Wrong(run, _desktop.Company.OtherNames);

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        await _zoho.DisposeAsync();
        await _desktop.DisposeAsync();
    }

    /// <summary>One update, and whether it came to its end; what goes wrong in it does so once.</summary>
    private async Task<bool> UpdateAsync()
    {
        var (plan, lost) = (_plan, _lostCall);
        using var http = new HttpClient(new ImpatientHandler(lost));
        try
        {
            var update = await new WebConnectorClient(_desktop.Application, DesktopWorld.Password, _desktop.Company, http).UpdateAsync(plan);
            _company.Refusals.AddRange(update.Refusals);
            if (update.Requests.Count > 0)
                _plan = null;
            if (update.IsComplete)
                return true;
            // Whoever still waits for the end of a session that nobody will end does so for a while only.
            if (update.Work == "none")
                _desktop.Clock.Advance(s_untilNextCall);
        }
        catch (HttpRequestException)
        {
            // Nobody is there yet, or not any more.
        }
        catch (NoAnswerException)
        {
            // A server that is just leaving has nothing to say.
        }
        catch (TaskCanceledException)
        {
            _lostCall = null;
        }
        await Task.Delay(s_pace);
        return false;
    }

    private async Task LeaveAsync()
    {
        foreach (var line in _lines)
            await _desktop.Clock.OutwaitAsync(line.DisposeAsync().AsTask());
        _lines.Clear();
    }

    /// <summary>The line of a process that may die, and is closed for it then.</summary>
    private sealed class StagedLine(IQuickBooksLine line) : IQuickBooksLine
    {
        private int _isLeft;

        public Task<SessionFacts> OpenAsync(CancellationToken cancellationToken) => line.OpenAsync(cancellationToken);

        public Task<LineReply> SendAsync(string document, int percent, Action? onTaken, CancellationToken cancellationToken) => line.SendAsync(document, percent, onTaken, cancellationToken);

        public Task CloseAsync(string? error) => line.CloseAsync(error);

        public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isLeft, 1) == 0 ? line.DisposeAsync() : ValueTask.CompletedTask;
    }
}
