using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>The accounts host: consent, tokens, revocation. Errors come with status 200.</summary>
public sealed class ZohoAccountsHost(TimeProvider clock, Func<Uri> address)
{
    /// <summary>Everything that the module asks for.</summary>
    public const string AllScopes =
        "ZohoCRM.modules.contacts.ALL,ZohoCRM.modules.accounts.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ,ZohoCRM.settings.fields.READ,"
        + "ZohoCRM.settings.modules.READ,ZohoCRM.coql.READ,ZohoCRM.bulk.READ,ZohoCRM.settings.recycle_bin.ALL";

    private const int TokensInWindow = 10;
    private const int LiveTokens = 15;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(10);

    private readonly object _gate = new();
    private readonly Dictionary<string, (string Scope, string RedirectUri, DateTimeOffset Until)> _codes = [];
    private readonly Dictionary<string, string> _refreshTokens = [];
    private readonly List<(string Token, string Refresh, string Scope, DateTimeOffset Until)> _accessTokens = [];
    private readonly List<(string Refresh, DateTimeOffset Time)> _given = [];
    private int _number;

    public string ClientId { get; set; } = "1000.EMULATEDCLIENT";

    public string ClientSecret { get; set; } = "emulated-client-secret-5b1f";

    public HashSet<string> RedirectUris { get; } = ["http://localhost:8765/callback"];

    /// <summary>How long access tokens live.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether a person refuses the consent.</summary>
    public bool Refuses { get; set; }

    /// <summary>The data centre that the redirect names.</summary>
    public string Location { get; set; } = "us";

    /// <summary>The accounts server that the redirect names; null for this emulator itself.</summary>
    public string? AccountsServer { get; set; }

    /// <summary>What the token reply names as the API's host; null for this emulator itself.</summary>
    public string? ApiDomain { get; set; }

    /// <summary>The tokens given so far, for searching what a run left behind.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>A refresh token as if a person had consented.</summary>
    public string Grant(string scopes = AllScopes)
    {
        lock (_gate)
        {
            var token = NewToken("refresh");
            _refreshTokens[token] = scopes;
            return token;
        }
    }

    /// <summary>A code as the API console gives it for a self client.</summary>
    public string GrantCode(string scopes = AllScopes)
    {
        lock (_gate)
        {
            var code = NewToken("code");
            _codes[code] = (scopes, "", clock.GetUtcNow().AddMinutes(3));
            return code;
        }
    }

    /// <summary>How many sign-ins hold: refresh tokens that were not revoked.</summary>
    public int SignIns
    {
        get
        {
            lock (_gate)
                return _refreshTokens.Count;
        }
    }

    /// <summary>Ends every access token.</summary>
    public void EndAccessTokens()
    {
        lock (_gate)
            _accessTokens.Clear();
    }

    /// <summary>The scopes of an access token; null if it is none.</summary>
    public string? ScopesOf(string accessToken)
    {
        lock (_gate)
            return _accessTokens.Where(token => token.Token == accessToken && token.Until > clock.GetUtcNow()).Select(token => token.Scope).FirstOrDefault();
    }

    /// <summary>Answers a request for the accounts host.</summary>
    public ZohoAnswer Answer(ZohoRequest request)
    {
        var form = new Dictionary<string, string>(request.Query, StringComparer.Ordinal);
        if (request.ContentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (name, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(request.Body))
                form[name] = value.ToString();
        }
        lock (_gate)
        {
            return (request.Method, request.Path) switch
            {
                ("GET", "/oauth/v2/auth") => Consent(form),
                ("POST", "/oauth/v2/token") => Token(form),
                ("POST", "/oauth/v2/token/revoke") => Revoke(form),
                _ => ZohoAnswer.BadPath,
            };
        }
    }

    private ZohoAnswer Consent(Dictionary<string, string> query)
    {
        var redirect = query.GetValueOrDefault("redirect_uri") ?? "";
        if (query.GetValueOrDefault("response_type") != "code" || query.GetValueOrDefault("client_id") != ClientId || !RedirectUris.Contains(redirect)
            || query.GetValueOrDefault("access_type") != "offline" || query.GetValueOrDefault("scope") is not { Length: > 0 } scope || scope.Contains(' ', StringComparison.Ordinal))
        {
            return ZohoAnswer.Page(400, "Invalid request");
        }
        var state = Uri.EscapeDataString(query.GetValueOrDefault("state") ?? "");
        if (Refuses)
            return Redirect($"{redirect}?state={state}&error=access_denied");
        var code = NewToken("code");
        _codes[code] = (scope, redirect, clock.GetUtcNow().AddMinutes(2));
        var server = Uri.EscapeDataString(AccountsServer ?? address().ToString().TrimEnd('/'));
        return Redirect($"{redirect}?state={state}&code={code}&location={Location}&accounts-server={server}");
    }

    private ZohoAnswer Token(Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("client_id") != ClientId)
            return Refusal("invalid_client");
        if (form.GetValueOrDefault("client_secret") != ClientSecret)
            return Refusal("invalid_client_secret");
        return form.GetValueOrDefault("grant_type") switch
        {
            "authorization_code" => FromCode(form),
            "refresh_token" => FromRefreshToken(form),
            _ => Refusal("unsupported_grant_type"),
        };
    }

    private ZohoAnswer FromCode(Dictionary<string, string> form)
    {
        if (!_codes.Remove(form.GetValueOrDefault("code") ?? "", out var code) || code.Until < clock.GetUtcNow())
            return Refusal("invalid_code");
        if (code.RedirectUri != (form.GetValueOrDefault("redirect_uri") ?? ""))
            return Refusal("invalid_redirect_uri");
        var refresh = NewToken("refresh");
        _refreshTokens[refresh] = code.Scope;
        return Give(refresh, code.Scope, withRefreshToken: true);
    }

    private ZohoAnswer FromRefreshToken(Dictionary<string, string> form)
    {
        var refresh = form.GetValueOrDefault("refresh_token") ?? "";
        if (!_refreshTokens.TryGetValue(refresh, out var scope))
            return Refusal("invalid_code");
        var now = clock.GetUtcNow();
        if (_given.Count(given => given.Refresh == refresh && given.Time > now - s_window) >= TokensInWindow)
            return new ZohoAnswer(200, new JObject
            {
                ["error_description"] = "You have made too many requests continuously. Please try again after some time.",
                ["error"] = "Access Denied",
            });
        return Give(refresh, scope, withRefreshToken: false);
    }

    private ZohoAnswer Give(string refresh, string scope, bool withRefreshToken)
    {
        var now = clock.GetUtcNow();
        var access = NewToken("access");
        _given.Add((refresh, now));
        _accessTokens.Add((access, refresh, scope, now + Life));
        if (_accessTokens.Count(token => token.Refresh == refresh && token.Until > now) > LiveTokens)
            _accessTokens.RemoveAt(_accessTokens.FindIndex(token => token.Refresh == refresh));
        var reply = new JObject
        {
            ["access_token"] = access,
            ["scope"] = scope.Replace(',', ' '),
            ["api_domain"] = ApiDomain ?? address().ToString().TrimEnd('/'),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)Life.TotalSeconds,
        };
        if (withRefreshToken)
            reply["refresh_token"] = refresh;
        return new ZohoAnswer(200, reply);
    }

    private ZohoAnswer Revoke(Dictionary<string, string> form)
    {
        var token = form.GetValueOrDefault("token") ?? "";
        if (!_refreshTokens.Remove(token))
            return ZohoAnswer.Page(400, "Invalid token");
        _accessTokens.RemoveAll(access => access.Refresh == token);
        return new ZohoAnswer(200, new JObject { ["status"] = "success" });
    }

    private static ZohoAnswer Refusal(string error) => new(200, new JObject { ["error"] = error });

    private static ZohoAnswer Redirect(string to) => new(302) { Headers = new Dictionary<string, string> { ["Location"] = to } };

    private string NewToken(string kind)
    {
        var token = $"1000.{kind}{++_number:D6}.{Guid.NewGuid():N}";
        Secrets.Add(token);
        return token;
    }
}
