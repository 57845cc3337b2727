using System.Security.Cryptography;
using System.Text;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Compares user and password with what the profile says: both as keyed hashes of one length, in constant time, and ever slower after failures. Only
/// the hashes are kept.
/// </summary>
internal sealed class SignInGuard
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(4);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _user;
    private readonly byte[] _password;
    private readonly byte[] _token;
    private readonly TimeProvider _clock;
    private readonly object _gate = new();
    private int _failures;
    private DateTimeOffset _free;

    public SignInGuard(string user, string password, TimeProvider clock)
    {
        _clock = clock;
        _user = Hash(user);
        _password = Hash(password);
        _token = Hash(TokenOf(password));
        _free = clock.GetUtcNow();
    }

    /// <summary>
    /// What another process that knows the password shows in its place to be let onto this server: it does not give the password away.
    /// </summary>
    public static string TokenOf(string password) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(password), "CrmQbSync: share the Web Connector's session"u8));

    /// <summary>Whether that is the token of the password.</summary>
    public Task<bool> KnowsTokenAsync(string token, CancellationToken cancellationToken) =>
        CheckAsync(CryptographicOperations.FixedTimeEquals(Hash(token), _token), cancellationToken);

    /// <summary>Whether user and password are right.</summary>
    public Task<bool> CheckAsync(string user, string password, CancellationToken cancellationToken)
    {
        var rightUser = CryptographicOperations.FixedTimeEquals(Hash(user), _user);
        var rightPassword = CryptographicOperations.FixedTimeEquals(Hash(password), _password);
        return CheckAsync(rightUser & rightPassword, cancellationToken);
    }

    /// <summary>Answers at once as long as nobody guesses, else one after the other, each later than the last.</summary>
    private async Task<bool> CheckAsync(bool right, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            // Who comes while others guess waits for his turn, but never longer than the longest delay: a guesser must not lock the Web Connector out.
            var turn = _free > now ? _free : now;
            if (right)
                _failures = 0;
            else
                _failures = Math.Min(_failures + 1, 10);
            var delay = right ? TimeSpan.Zero : Min(s_firstDelay * Math.Pow(2, _failures - 1), s_longestDelay);
            wait = Min(turn - now + delay, s_longestDelay);
            _free = right ? now : now + wait;
        }
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _clock, cancellationToken).ConfigureAwait(false);
        return right;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private byte[] Hash(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));
}
