using System.Collections.Concurrent;
using System.Text;
using CrmQbSync.Emulators.Hosting;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.OAuth;

/// <summary>A plain OAuth 2 service with an API below <c>/api</c>: what all web services have in common, strict, with faults to be switched on.</summary>
public sealed class PlainService : IAsyncDisposable
{
    public const string ClientId = "client-4711";
    public const string ClientSecret = "client-secret-e5b0";

    private readonly object _latch = new();
    private readonly HashSet<string> _accessTokens = [];
    private readonly HashSet<string> _codes = [];
    private LoopbackServer? _server;
    private int _made;

    /// <summary>The refresh token that counts; null after the consent was taken back.</summary>
    public string? RefreshToken { get; private set; } = "refresh-token-0-a1f3";

    /// <summary>Whether each use gives a new refresh token and kills the one before.</summary>
    public bool Rotates { get; set; }

    public int ExpiresIn { get; set; } = 3600;

    /// <summary>What the next token requests get instead of tokens.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> TokenFaults { get; } = new();

    /// <summary>What the next API requests get instead of an answer. A fault after the commit calls <see cref="Commit"/> itself.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> ApiFaults { get; } = new();

    /// <summary>Requests for tokens by refresh token, refused ones too.</summary>
    public int Renewals { get; private set; }

    public int Revocations { get; private set; }

    /// <summary>The most requests for tokens that were ever under way at once.</summary>
    public int MostRenewalsAtOnce { get; private set; }

    /// <summary>Requests to the API, of any outcome: method, path and query.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Writes that were carried out.</summary>
    public int Commits { get; private set; }

    /// <summary>How long a token request takes.</summary>
    public TimeSpan Slowness { get; set; }

    /// <summary>Every token that ever was given out.</summary>
    public ConcurrentBag<string> Secrets { get; } = [ClientSecret];

    public Uri Address => _server!.Address;

    public static async Task<PlainService> StartAsync()
    {
        var service = new PlainService();
        service.Secrets.Add(service.RefreshToken!);
        service._server = await LoopbackServer.StartAsync(service.AnswerAsync);
        return service;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    /// <summary>A code as consent gives it, good once.</summary>
    public string MakeCode()
    {
        lock (_latch)
        {
            var code = Remember($"code-{++_made}-77c2");
            _codes.Add(code);
            return code;
        }
    }

    /// <summary>Ends every access token.</summary>
    public void EndAccessTokens()
    {
        lock (_latch)
            _accessTokens.Clear();
    }

    /// <summary>Takes consent back.</summary>
    public void TakeConsentBack()
    {
        lock (_latch)
        {
            RefreshToken = null;
            _accessTokens.Clear();
        }
    }

    /// <summary>Carries out a write.</summary>
    public void Commit()
    {
        lock (_latch)
            Commits++;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/token":
                await AnswerTokenAsync(context);
                break;
            case "/revoke":
                Revocations++;
                var form = await context.Request.ReadFormAsync();
                await RespondAsync(context, form["token"] == RefreshToken ? 200 : 400, new JObject { ["status"] = "done" });
                break;
            default:
                await AnswerApiAsync(context);
                break;
        }
    }

    private async Task AnswerTokenAsync(HttpContext context)
    {
        lock (_latch)
            MostRenewalsAtOnce = Math.Max(MostRenewalsAtOnce, ++_underWay);
        try
        {
            await Task.Delay(Slowness);
            if (TokenFaults.TryDequeue(out var fault))
            {
                Renewals++;
                await fault(context);
                return;
            }
            var form = await context.Request.ReadFormAsync();
            var (status, body) = Tokens(form);
            await RespondAsync(context, status, body);
        }
        finally
        {
            lock (_latch)
                _underWay--;
        }
    }

    private int _underWay;

    private (int Status, JObject Body) Tokens(IFormCollection form)
    {
        lock (_latch)
        {
            if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
                return (400, new JObject { ["error"] = "invalid_client" });
            if (form["grant_type"] == "authorization_code")
            {
                if (!_codes.Remove(form["code"]!))
                    return (400, new JObject { ["error"] = "invalid_grant", ["error_description"] = $"No such code: {form["code"]}" });
                RefreshToken = Remember($"refresh-token-{++_made}-b9d4");
                return (200, Granted());
            }
            Renewals++;
            if (form["refresh_token"] != RefreshToken)
                return (400, new JObject { ["error"] = "invalid_grant", ["error_description"] = $"Bad token {form["refresh_token"]}" });
            if (Rotates)
                RefreshToken = Remember($"refresh-token-{++_made}-c5e6");
            return (200, Granted());
        }
    }

    private JObject Granted()
    {
        var token = Remember($"access-token-{++_made}-d8f0");
        _accessTokens.Add(token);
        return new JObject
        {
            ["access_token"] = token,
            ["refresh_token"] = RefreshToken,
            ["expires_in"] = ExpiresIn,
            ["host"] = Address.AbsoluteUri,
        };
    }

    private async Task AnswerApiAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        if (ApiFaults.TryDequeue(out var fault))
        {
            await fault(context);
            return;
        }
        var token = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        bool known;
        lock (_latch)
            known = _accessTokens.Contains(token);
        if (!known)
        {
            await RespondAsync(context, 401, new JObject { ["code"] = "TOKEN", ["message"] = $"Token expired: {token}" });
            return;
        }
        if (context.Request.Method != "GET")
            Commit();
        context.Response.Headers["X-Request"] = "r-1";
        await RespondAsync(context, 200, new JObject { ["ok"] = true });
    }

    private string Remember(string secret)
    {
        Secrets.Add(secret);
        return secret;
    }

    /// <summary>Answers with JSON.</summary>
    public static Task RespondAsync(HttpContext context, int status, JObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body.ToString())).AsTask();
    }
}
