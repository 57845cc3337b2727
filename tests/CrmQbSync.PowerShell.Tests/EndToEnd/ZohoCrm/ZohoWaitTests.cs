using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>Calls that Zoho CRM does not take for the moment: how long is waited, and that they are made in the end.</summary>
public sealed class ZohoWaitTests : IAsyncLifetime
{
    private ZohoSession _session = null!;

    private ZohoCrmEmulator Zoho => _session.Zoho;

    public async Task InitializeAsync() => _session = await ZohoSession.StartAsync();

    public async Task DisposeAsync() => await _session.DisposeAsync();

    /// <summary>Own waits before a second attempt are shorter than 2.8 seconds, so that three are the service's.</summary>
    [Theory]
    [InlineData(ZohoFaultKind.Unavailable, 503, "POST", "/coql")]
    [InlineData(ZohoFaultKind.Unavailable, 503, "PUT", "/v8/Contacts")]
    [InlineData(ZohoFaultKind.TooManyWithWait, 429, "PUT", "/v8/Contacts")]
    public void A_run_calls_no_more_until_the_time_that_Retry_After_says(ZohoFaultKind kind, int status, string method, string path)
    {
        var wait = TimeSpan.FromSeconds(3);
        var ann = Zoho.Organisation.AddContact(("Email", "ann@x.example"), ("Last_Name", "Archer"));
        _session.WriteCustomers("1,ann@x.example,Archer,,+1 212 555 0177");
        Zoho.Faults.Add(new ZohoFault(kind, request => request.Method == method && request.Path.EndsWith(path, StringComparison.Ordinal), Delay: wait));

        Assert.Equal("Succeeded 0 1 0 0", _session.Synchronise());

        Assert.Equal("+1 212 555 0177", ann.Text("Phone"));
        var calls = Zoho.ApiCalls.OrderBy(call => call.Began).ToList();
        var refused = Assert.Single(calls, call => call.Status == status);
        var next = calls[calls.IndexOf(refused) + 1];
        // What is added by chance is less than a second; the rest is for a machine that is busy.
        Assert.InRange(next.Began - refused.Ended, wait - TimeSpan.FromMilliseconds(20), wait + TimeSpan.FromSeconds(3));
    }

    /// <summary>How many calls the edition allows is known only once the organisation was asked for: where many ask at once, those that are refused ask again.</summary>
    [Fact]
    public async Task Many_that_begin_at_once_with_a_sign_in_of_which_nothing_is_known_yet_are_all_served()
    {
        const int Readers = 7;
        Zoho.Organisation.Edition = "free";
        Zoho.Organisation.AddContact(("Email", "bob@x.example"), ("Last_Name", "Baker"));
        // Until the last has asked none has its answer.
        var asked = 0;
        Zoho.Latency = TimeSpan.FromSeconds(3);
        Zoho.BeforeCall = request =>
        {
            if (request.Path.EndsWith("/v8/org", StringComparison.Ordinal) && Interlocked.Increment(ref asked) == Readers)
                Zoho.Latency = TimeSpan.Zero;
        };
        var shells = Enumerable.Range(0, Readers).Select(_ => new ModuleSession(ownThread: true)).ToList();

        var readers = shells.ConvertAll(shell => Task.Factory.StartNew(
            () => shell.Run("(Get-CrmContact -Profile $args[0]).Email", _session.Shell.PathOf("acme.yaml")).Texts.ToList(),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        var read = await Task.WhenAll(readers);

        shells.ForEach(shell => shell.Dispose());
        Assert.All(read, emails => Assert.Equal(["bob@x.example"], emails));
        // The free edition allows five.
        Assert.InRange(_session.CallsOf("GET", "/v8/org").Count(call => call.Status == 429), Readers - 5, int.MaxValue);
        Assert.Single(Zoho.Calls, call => call.Path == "/oauth/v2/token");
    }
}
