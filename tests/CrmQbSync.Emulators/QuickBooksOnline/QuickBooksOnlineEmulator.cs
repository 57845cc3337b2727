using System.Text;
using CrmQbSync.Emulators.Hosting;
using Microsoft.AspNetCore.Http;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>
/// QuickBooks Online as far as customers go: sign-in service and accounting API v3 on one loopback address, strict where the vendor is, with faults that
/// can be switched on and every call on record.
/// </summary>
public sealed class QuickBooksOnlineEmulator : IAsyncDisposable
{
    private const string ApiPath = "/v3/company/";

    private readonly Lock _gate = new();
    private readonly List<EmulatedCall> _calls = [];
    private readonly TimeProvider _clock;
    private readonly AccountingApi _api;
    private readonly Throttle _throttle;
    private LoopbackServer? _server;
    private int _traces;
    private int _arrived;

    private QuickBooksOnlineEmulator(TimeProvider clock, string realm)
    {
        _clock = clock;
        RealmId = realm;
        Company = new Company(clock, Knobs);
        SignIn = new SignInDesk(clock, Knobs);
        _api = new AccountingApi(Company, clock, realm);
        _throttle = new Throttle(clock, Knobs);
    }

    /// <summary>The company's id.</summary>
    public string RealmId { get; }

    /// <summary>The company.</summary>
    public Company Company { get; }

    /// <summary>The sign-in service.</summary>
    public SignInDesk SignIn { get; }

    /// <summary>What is not certain about the service.</summary>
    public QuickBooksKnobs Knobs { get; } = new();

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Called before each call is answered: what people do meanwhile.</summary>
    public Action<EmulatedCall>? Meanwhile { get; set; }

    /// <summary>Scheme, host and port of both services.</summary>
    public Uri Address => _server!.Address;

    /// <summary>The whole address of the token endpoint.</summary>
    public Uri TokenUrl => new(Address, "oauth2/v1/tokens/bearer");

    /// <summary>The most requests of the accounting API that were ever under way at once.</summary>
    public int PeakRequests => _throttle.Peak;

    /// <summary>How often a limit was exceeded, whether or not that was enforced.</summary>
    public int LimitsExceeded => _throttle.Exceeded;

    /// <summary>Every call so far.</summary>
    public IReadOnlyList<EmulatedCall> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>The calls of the accounting API so far: those that are limited and metered.</summary>
    public IReadOnlyList<EmulatedCall> ApiCalls => [.. Calls.Where(call => call.IsApi)];

    /// <summary>Forgets the calls so far.</summary>
    public void ForgetCalls()
    {
        lock (_gate)
            _calls.Clear();
    }

    /// <summary>Starts an emulator.</summary>
    /// <param name="clock">Its clock; null for the system's.</param>
    /// <param name="realm">The company's id.</param>
    public static async Task<QuickBooksOnlineEmulator> StartAsync(TimeProvider? clock = null, string realm = "9130357766900456")
    {
        var emulator = new QuickBooksOnlineEmulator(clock ?? TimeProvider.System, realm);
        emulator._server = await LoopbackServer.StartAsync(emulator.AnswerAsync);
        return emulator;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var call = new EmulatedCall(ResourceOf(context.Request.Path), context.Request.Method, context.Request.Path + context.Request.QueryString, body, _clock.GetUtcNow());
        lock (_gate)
            _calls.Add(call);
        Meanwhile?.Invoke(call);
        // Nine calls of ten are quick on the way in, the tenth is not.
        var wayIn = Knobs.Latency * (Interlocked.Increment(ref _arrived) % 10 == 1 ? 0.9 : 0.1);
        await DelayAsync(wayIn, context);
        var entered = !call.IsApi || _throttle.Enter(call.Resource == "batch");
        try
        {
            await DelayAsync(Knobs.Latency - wayIn, context);
            await AnswerAsync(context, call, entered);
        }
        finally
        {
            if (call.IsApi)
                _throttle.Leave();
        }
    }

    private static Task DelayAsync(TimeSpan time, HttpContext context) => time > TimeSpan.Zero ? Task.Delay(time, context.RequestAborted) : Task.CompletedTask;

    private async Task AnswerAsync(HttpContext context, EmulatedCall call, bool entered)
    {
        if (!entered)
        {
            await SendAsync(context, FaultReplies.Throttled(Knobs, _clock.GetUtcNow()));
            return;
        }
        var fault = Faults.Take(call);
        switch (fault)
        {
            case FaultKind.ResetBefore:
                context.Abort();
                return;
            case FaultKind.HangBefore:
                await HangAsync(context);
                return;
            case FaultKind.ErrorBefore or FaultKind.SystemFault or FaultKind.Unauthorized or FaultKind.WrongCompanyXml or FaultKind.AccessLost
                or FaultKind.Forbidden or FaultKind.Throttled or FaultKind.SubscriptionEnded:
                await SendAsync(context, Refusal(fault.Value, BearerOf(context)));
                return;
        }
        var reply = Route(context, call);
        switch (fault)
        {
            case FaultKind.ErrorAfter:
                await SendAsync(context, FaultReplies.Html(502, "Bad Gateway"));
                break;
            case FaultKind.ResetAfter:
                context.Abort();
                break;
            case FaultKind.HangAfter:
                await HangAsync(context);
                break;
            case FaultKind.TornBody:
                await TearAsync(context, reply);
                break;
            default:
                await SendAsync(context, reply);
                break;
        }
    }

    private Reply Refusal(FaultKind fault, string? token)
    {
        var now = _clock.GetUtcNow();
        return fault switch
        {
            FaultKind.ErrorBefore => FaultReplies.Html(503, "Service Temporarily Unavailable"),
            FaultKind.SystemFault => FaultReplies.SystemFault(now),
            FaultKind.Unauthorized => FaultReplies.Unauthorized(token, now),
            FaultKind.WrongCompanyXml => FaultReplies.WrongCompanyXml(now),
            FaultKind.AccessLost => FaultReplies.AccessLost(now),
            FaultKind.Forbidden => FaultReplies.Forbidden(now),
            FaultKind.SubscriptionEnded => FaultReplies.SubscriptionEnded(now),
            _ => FaultReplies.Throttled(Knobs, now),
        };
    }

    private Reply Route(HttpContext context, EmulatedCall call)
    {
        var request = context.Request;
        var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        var authorization = request.Headers.Authorization.ToString();
        switch (call.Resource)
        {
            case "token" when call.Method == "POST":
                var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(call.Body).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
                return SignIn.Token(authorization, request.ContentType, request.Headers.Accept, form, request.Headers["x-include-refresh-token-hard-expires-in"] == "true");
            case "revoke" when call.Method == "POST":
                return SignIn.Revoke(authorization, request.ContentType, call.Body);
            case "authorize" when call.Method == "GET":
                return SignIn.Authorize(query, RealmId) is { } target
                    ? new Reply(302, "text/html", "") { Headers = [KeyValuePair.Create("Location", target)] }
                    : new Reply(400, "text/html", "<html>Sorry, but undefined didn't connect</html>");
            case "unknown":
                return FaultReplies.Html(404, "Not Found");
        }
        if (!SignIn.IsGood(BearerOf(context)))
            return FaultReplies.Unauthorized(BearerOf(context), _clock.GetUtcNow());
        if (!request.Path.Value!.StartsWith($"{ApiPath}{RealmId}/", StringComparison.Ordinal))
            return FaultReplies.WrongCompanyXml(_clock.GetUtcNow());
        NoteHabits(request, query, call);
        return _api.Answer(call, query, request.ContentType);
    }

    private void NoteHabits(HttpRequest request, Dictionary<string, string> query, EmulatedCall call)
    {
        if (!request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
            Company.Complaints.Add("A call does not ask for JSON.");
        if (query.GetValueOrDefault("minorversion") != "75")
            Company.Complaints.Add("A call does not name minor version 75.");
        var writes = call.Method == "POST" && (call.Resource == "customer" || (call.Resource == "batch" && call.Body.Contains("\"operation\"", StringComparison.Ordinal)));
        if (writes && !query.ContainsKey("requestid"))
            Company.Complaints.Add("A write has no request id.");
    }

    private static string ResourceOf(PathString path)
    {
        var parts = path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.StartsWithSegments("/oauth2/v1/tokens/bearer"))
            return "token";
        if (path.StartsWithSegments("/v2/oauth2/tokens/revoke") || path.StartsWithSegments("/oauth2/tokens/revoke") || path.StartsWithSegments("/oauth2/v1/tokens/revoke"))
            return "revoke";
        if (path.StartsWithSegments("/connect/oauth2"))
            return "authorize";
        return parts is ["v3", "company", _, var resource, ..] && resource is "query" or "batch" or "cdc" or "customer" or "companyinfo" ? resource : "unknown";
    }

    private static string? BearerOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } text && text.StartsWith("Bearer ", StringComparison.Ordinal) ? text[7..] : null;

    private static async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller gave up, as it should.
        }
    }

    private async Task SendAsync(HttpContext context, Reply reply)
    {
        Prepare(context, reply);
        await context.Response.WriteAsync(reply.Body);
    }

    private async Task TearAsync(HttpContext context, Reply reply)
    {
        Prepare(context, reply);
        var bytes = Encoding.UTF8.GetBytes(reply.Body);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private void Prepare(HttpContext context, Reply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        context.Response.Headers["intuit_tid"] = $"1-5f7349e0-{Interlocked.Increment(ref _traces):x24}";
        foreach (var (name, value) in reply.Headers)
            context.Response.Headers[name] = value;
    }
}
