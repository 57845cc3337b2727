using System.Globalization;
using CrmQbSync.Emulators.Hosting;
using Microsoft.AspNetCore.Http;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Zoho CRM, API version 8, and its accounts host, on a loopback port: strict where the service is strict, with faults that are switched on.</summary>
public sealed class ZohoCrmEmulator : IAsyncDisposable
{
    private readonly List<ZohoCall> _calls = [];
    private readonly HashSet<string> _complaints = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ZohoTraffic _traffic;
    private readonly ZohoApi _api;
    private readonly long _started = System.Diagnostics.Stopwatch.GetTimestamp();
    private LoopbackServer? _server;

    private ZohoCrmEmulator(TimeProvider clock)
    {
        Organisation = new ZohoOrganisation(clock);
        Accounts = new ZohoAccountsHost(clock, () => Address);
        _traffic = new ZohoTraffic(Organisation);
        _api = new ZohoApi(Organisation);
    }

    public ZohoOrganisation Organisation { get; }

    public ZohoAccountsHost Accounts { get; }

    public ZohoFaults Faults { get; } = new();

    /// <summary>How long every call of the API takes, the emulator's own work in it.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether there is a copy of Zoho's own description of its API.</summary>
    public static bool HasDescription => OpenApiRules.Found is not null;

    /// <summary>Whether requests are held to Zoho's own description of them, where there is a copy of it; what does not fit it is told at the end.</summary>
    public bool DemandsDescribedRequests { get; private init; }

    /// <summary>Runs before a call is dealt with; for changes in the middle of something.</summary>
    public Action<ZohoRequest>? BeforeCall { get; set; }

    /// <summary>Holds a call before it is dealt with until what it gives has come to its end; no other call waits for that.</summary>
    public Func<ZohoRequest, Task>? HoldCall { get; set; }

    public Uri Address => _server!.Address;

    /// <summary>Every call so far.</summary>
    public IReadOnlyList<ZohoCall> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    /// <summary>The calls of the API so far.</summary>
    public IReadOnlyList<ZohoCall> ApiCalls => [.. Calls.Where(call => call.IsApi)];

    /// <summary>Credits used in the last 24 hours.</summary>
    public int CreditsUsed => _traffic.Used;

    /// <summary>The most calls that were under way at once.</summary>
    public int MostAtOnce => _traffic.MostAtOnce;

    /// <summary>Starts one.</summary>
    public static async Task<ZohoCrmEmulator> StartAsync(TimeProvider? clock = null, bool demandsDescribedRequests = true)
    {
        var emulator = new ZohoCrmEmulator(clock ?? TimeProvider.System) { DemandsDescribedRequests = demandsDescribedRequests };
        emulator._server = await LoopbackServer.StartAsync(emulator.AnswerAsync);
        return emulator;
    }

    /// <summary>Forgets the calls so far.</summary>
    public void ForgetCalls()
    {
        lock (_calls)
            _calls.Clear();
    }

    /// <summary>Stops it.</summary>
    /// <exception cref="InvalidOperationException">It got requests that Zoho's own description does not allow.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _turn.Dispose();
        lock (_complaints)
        {
            if (_complaints.Count > 0)
                throw new InvalidOperationException($"Zoho's description does not allow:\n{string.Join('\n', _complaints)}");
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var began = System.Diagnostics.Stopwatch.GetElapsedTime(_started);
        var request = await ZohoRequest.ReadAsync(context.Request);
        var isApi = !request.Path.StartsWith("/oauth/", StringComparison.Ordinal);
        using var passage = isApi ? _traffic.Enter(request) : null;
        if (isApi && DemandsDescribedRequests)
            Complain(request);
        BeforeCall?.Invoke(request);
        if (HoldCall is { } hold)
            await hold(request);
        var fault = Faults.Take(request);
        var answer = Before(fault, request) ?? await DealAsync(request, isApi, passage);
        if (isApi && began + Latency - System.Diagnostics.Stopwatch.GetElapsedTime(_started) is { Ticks: > 0 } rest)
            await Task.Delay(rest, context.RequestAborted);
        var isCut = fault?.Kind is ZohoFaultKind.ResetBefore or ZohoFaultKind.ResetAfter or ZohoFaultKind.TornBody;
        var body = answer.ToBytes();
        var sent = fault?.Kind == ZohoFaultKind.ErrorAfter ? ServerError() : answer;
        // Noted before the caller has its answer: whoever looks at the calls after that finds this one among them.
        lock (_calls)
            _calls.Add(new ZohoCall(request, isCut ? 0 : sent.Status, body) { Began = began, Ended = System.Diagnostics.Stopwatch.GetElapsedTime(_started) });
        if (fault?.Kind == ZohoFaultKind.Slow)
            await Task.Delay(fault.Delay, context.RequestAborted);
        // Before the caller has its answer too: it may begin its next call at once.
        passage?.Dispose();
        await SendAsync(context, fault, sent, sent == answer ? body : sent.ToBytes());
    }

    /// <summary>One call after the other. Who waits for its turn holds no thread, which the caller's side in the same process may want.</summary>
    private async Task<ZohoAnswer> DealAsync(ZohoRequest request, bool isApi, ZohoPassage? passage)
    {
        await _turn.WaitAsync();
        try
        {
            return Deal(request, isApi, passage);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Complain(ZohoRequest request)
    {
        if (OpenApiRules.Found?.FaultsOf(request).ToList() is not { Count: > 0 } faults)
            return;
        lock (_complaints)
            _complaints.UnionWith(faults);
    }

    private ZohoAnswer Deal(ZohoRequest request, bool isApi, ZohoPassage? passage)
    {
        if (!isApi)
            return Accounts.Answer(request);
        if (Refused(request) is { } refusal)
            return refusal;
        if (passage!.IsTooMuch)
            return TooMany(null);
        lock (Organisation.Gate)
        {
            return _traffic.HasCredits
                ? _traffic.Charge(_api.Answer(request))
                : TooMany(null) with { Headers = new Dictionary<string, string> { ["X-API-CREDITS-REMAINING"] = "0" } };
        }
    }

    private ZohoAnswer? Refused(ZohoRequest request)
    {
        const string Prefix = "Zoho-oauthtoken ";
        if (request.Header("Authorization") is not { } authorization || !authorization.StartsWith(Prefix, StringComparison.Ordinal))
            return ZohoAnswer.Error(401, "AUTHENTICATION_FAILURE", "Authentication failed");
        if (Accounts.ScopesOf(authorization[Prefix.Length..]) is not { } scopes)
            return InvalidToken();
        return ZohoScopes.Allow(scopes, request) ? null : ZohoAnswer.Error(401, "OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL");
    }

    private static ZohoAnswer? Before(ZohoFault? fault, ZohoRequest request) => fault?.Kind switch
    {
        ZohoFaultKind.ErrorBefore => ServerError(),
        ZohoFaultKind.ResetBefore => new ZohoAnswer(0),
        ZohoFaultKind.Unauthorized => InvalidToken(),
        ZohoFaultKind.TooManyWithWait => TooMany(SecondsOf(fault.Delay) ?? "7"),
        ZohoFaultKind.TooMany => TooMany(null),
        ZohoFaultKind.Unavailable => ZohoAnswer.Page(503, "Service unavailable") with { Headers = RetryAfter(SecondsOf(fault.Delay)) },
        ZohoFaultKind.NotFound => ZohoAnswer.NotFound,
        ZohoFaultKind.EmptyAnswer => new ZohoAnswer(200),
        ZohoFaultKind.StrangePage => ZohoAnswer.Page(200, "Welcome to the network"),
        ZohoFaultKind.BlockingPage => ZohoAnswer.Page(403, "This address is blocked"),
        ZohoFaultKind.Redirect => new ZohoAnswer(302) { Headers = new Dictionary<string, string> { ["Location"] = "http://portal.example/sign-in" } },
        _ => null,
    };

    private static ZohoAnswer ServerError() => ZohoAnswer.Error(500, "INTERNAL_ERROR", "Internal Server Error");

    private static ZohoAnswer InvalidToken() => ZohoAnswer.Error(401, "INVALID_TOKEN", "invalid oauth token");

    private static ZohoAnswer TooMany(string? wait) => ZohoAnswer.Error(429, "TOO_MANY_REQUESTS", "The request limit was exceeded.") with { Headers = RetryAfter(wait) };

    private static Dictionary<string, string> RetryAfter(string? wait) => wait is null ? [] : new Dictionary<string, string> { ["Retry-After"] = wait };

    private static string? SecondsOf(TimeSpan delay) => delay > TimeSpan.Zero ? delay.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) : null;

    private async Task SendAsync(HttpContext context, ZohoFault? fault, ZohoAnswer answer, byte[] body)
    {
        if (fault?.Kind is ZohoFaultKind.ResetBefore or ZohoFaultKind.ResetAfter)
        {
            context.Abort();
            return;
        }
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (Organisation.TellsTime)
            response.Headers.Date = Organisation.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        else
            response.Headers.Date = "";
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        if (answer.Status is 204 or 304 || (body.Length == 0 && answer.Status == 302))
            return;
        response.ContentType = answer.ContentType;
        response.ContentLength = body.Length;
        if (fault?.Kind == ZohoFaultKind.TornBody)
        {
            await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
            await response.Body.FlushAsync();
            context.Abort();
            return;
        }
        await response.Body.WriteAsync(body);
    }
}
