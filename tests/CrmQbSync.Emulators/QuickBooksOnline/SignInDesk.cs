using System.Text;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>The sign-in service: codes, access tokens, rotating refresh tokens, revocation.</summary>
public sealed class SignInDesk
{
    private static readonly TimeSpan AccessLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan HardLife = TimeSpan.FromSeconds(157_680_000);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly QuickBooksKnobs _knobs;
    private readonly Dictionary<string, DateTimeOffset> _access = [];
    private readonly Dictionary<string, string> _codes = [];
    private string? _refresh;
    private DateTimeOffset _refreshChanged;
    private DateTimeOffset _refreshUsed;
    private DateTimeOffset _consented;
    private int _made;

    internal SignInDesk(TimeProvider clock, QuickBooksKnobs knobs)
    {
        _clock = clock;
        _knobs = knobs;
        Consent();
    }

    /// <summary>The registered application's client id.</summary>
    public string ClientId { get; } = "ABclientQ1";

    /// <summary>The registered application's client secret.</summary>
    public string ClientSecret { get; } = "qboClientSecret-7d1f";

    /// <summary>The redirect addresses that are registered; for development keys any loopback address with http is good too.</summary>
    public HashSet<string> Redirects { get; } = ["https://acme.example/connected", "https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl"];

    /// <summary>Whether the keys are development keys, which may redirect to a loopback address.</summary>
    public bool IsDevelopment { get; set; } = true;

    /// <summary>Whether the person at the browser says no.</summary>
    public bool IsRefusedByPerson { get; set; }

    /// <summary>The company that the person at the browser chooses; null for the one that there is.</summary>
    public string? ChosenCompany { get; set; }

    /// <summary>How long a refresh token lives that is not used.</summary>
    public TimeSpan IdleLife { get; set; } = TimeSpan.FromSeconds(8_726_400);

    /// <summary>The refresh token that is good now.</summary>
    public string RefreshToken
    {
        get
        {
            lock (_gate)
                return _refresh ?? throw new InvalidOperationException("The grant was revoked.");
        }
    }

    /// <summary>Every secret that was ever given out or is known: nothing of a client's output may hold one.</summary>
    public IReadOnlyCollection<string> Secrets
    {
        get
        {
            lock (_gate)
                return [.. _secrets, ClientSecret];
        }
    }

    private readonly HashSet<string> _secrets = [];

    /// <summary>How often a dead refresh token was used; the real service ends the whole grant for that.</summary>
    public int DeadTokensUsed { get; private set; }

    /// <summary>Whether the grant was revoked.</summary>
    public bool IsRevoked
    {
        get
        {
            lock (_gate)
                return _refresh is null;
        }
    }

    /// <summary>A person consents: a new grant.</summary>
    public void Consent()
    {
        lock (_gate)
        {
            _consented = _clock.GetUtcNow();
            NewRefresh();
        }
    }

    /// <summary>All access tokens die at once.</summary>
    public void ExpireAccess()
    {
        lock (_gate)
            _access.Clear();
    }

    internal bool IsGood(string? bearer)
    {
        lock (_gate)
            return bearer is not null && _access.TryGetValue(bearer, out var until) && _clock.GetUtcNow() < until;
    }

    /// <summary>Where the browser goes after the consent page; null if the page shows an error instead.</summary>
    internal string? Authorize(IReadOnlyDictionary<string, string> query, string realm)
    {
        if (query.GetValueOrDefault("client_id") != ClientId || query.GetValueOrDefault("response_type") != "code"
            || query.GetValueOrDefault("scope") != "com.intuit.quickbooks.accounting" || query.GetValueOrDefault("state") is not { Length: > 0 } state
            || query.GetValueOrDefault("redirect_uri") is not { } redirect || !IsRegistered(redirect))
        {
            return null;
        }
        var separator = redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        if (IsRefusedByPerson)
            return $"{redirect}{separator}error=access_denied&error_description=The+user+did+not+consent&state={Uri.EscapeDataString(state)}";
        lock (_gate)
        {
            var code = $"AB1code{++_made}";
            _codes[code] = redirect;
            _secrets.Add(code);
            return $"{redirect}{separator}code={code}&state={Uri.EscapeDataString(state)}&realmId={ChosenCompany ?? realm}";
        }
    }

    internal Reply Token(string? authorization, string? contentType, string? accept, IReadOnlyDictionary<string, string> form, bool wantsHardLimit)
    {
        if (authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}")))
            return Refuse("invalid_client", null);
        if (contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) != true || accept?.Contains("application/json", StringComparison.Ordinal) != true)
            return Refuse("invalid_request", "Content-Type or Accept is wrong");
        lock (_gate)
        {
            return form.GetValueOrDefault("grant_type") switch
            {
                "authorization_code" => Exchange(form, wantsHardLimit),
                "refresh_token" => Refresh(form.GetValueOrDefault("refresh_token"), wantsHardLimit),
                _ => Refuse("unsupported_grant_type", null),
            };
        }
    }

    internal Reply Revoke(string? authorization, string? contentType, string body)
    {
        if (authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"))
            || contentType?.StartsWith("application/json", StringComparison.Ordinal) != true)
        {
            return new Reply(401, "application/json", "");
        }
        lock (_gate)
        {
            var token = (string?)JObject.Parse(body)["token"];
            if (token is null || (token != _refresh && !_access.ContainsKey(token)))
                return Refuse("invalid_request", null);
            _refresh = null;
            _access.Clear();
            return new Reply(200, "application/json", "");
        }
    }

    private bool IsRegistered(string redirect) =>
        Redirects.Contains(redirect) || (IsDevelopment && (redirect.StartsWith("http://localhost:", StringComparison.Ordinal) || redirect.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)));

    private Reply Exchange(IReadOnlyDictionary<string, string> form, bool wantsHardLimit)
    {
        if (form.GetValueOrDefault("code") is not { } code || !_codes.Remove(code, out var redirect) || form.GetValueOrDefault("redirect_uri") != redirect)
            return Refuse("invalid_grant", "Invalid authorization code");
        _consented = _clock.GetUtcNow();
        NewRefresh();
        return Tokens(wantsHardLimit);
    }

    private Reply Refresh(string? token, bool wantsHardLimit)
    {
        var now = _clock.GetUtcNow();
        if (token is null || token != _refresh || now >= _refreshUsed + IdleLife || now >= _consented + HardLife)
        {
            DeadTokensUsed += token is not null && _secrets.Contains(token) ? 1 : 0;
            return Refuse("invalid_grant", "Incorrect or invalid refresh token");
        }
        if (_knobs.RotatesAlways || now >= _refreshChanged + TimeSpan.FromHours(24))
            NewRefresh();
        _refreshUsed = now;
        return Tokens(wantsHardLimit);
    }

    private void NewRefresh()
    {
        _refresh = $"AB11-refresh-{++_made}-{Guid.NewGuid():N}";
        _secrets.Add(_refresh);
        _refreshChanged = _refreshUsed = _clock.GetUtcNow();
    }

    private Reply Tokens(bool wantsHardLimit)
    {
        var now = _clock.GetUtcNow();
        var access = $"eyJaccess-{++_made}-{Guid.NewGuid():N}";
        _secrets.Add(access);
        _access[access] = now + AccessLife;
        var reply = new JObject
        {
            ["token_type"] = "bearer",
            ["access_token"] = access,
            ["expires_in"] = (int)AccessLife.TotalSeconds,
            ["refresh_token"] = _refresh,
            ["x_refresh_token_expires_in"] = (long)IdleLife.TotalSeconds,
        };
        if (wantsHardLimit)
            reply["x_refresh_token_hard_expires_in"] = (long)(_consented + HardLife - now).TotalSeconds;
        return new Reply(200, "application/json;charset=utf-8", reply.ToString(Newtonsoft.Json.Formatting.None));
    }

    private static Reply Refuse(string error, string? description)
    {
        var reply = new JObject();
        if (description is not null)
            reply["error_description"] = description;
        reply["error"] = error;
        return new Reply(400, "application/json;charset=utf-8", reply.ToString(Newtonsoft.Json.Formatting.None));
    }
}
