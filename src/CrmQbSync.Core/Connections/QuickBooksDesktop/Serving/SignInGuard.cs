using System.Security.Cryptography;
using System.Text;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Compares user and password with what the profile says: both as keyed hashes of one length, in constant time. Only the hashes are kept. Wrong ones are
/// answered ever slower, some of a machine at once; more are not even looked at. Right ones are answered at once, so a guesser holds up no other machine.
/// </summary>
internal sealed class SignInGuard
{
    /// <summary>The most attempts of one machine that are looked at before the first of them is answered.</summary>
    public const int MaxOfOrigin = 4;

    /// <summary>The most of all machines behind one proxy.</summary>
    public const int MaxOfPeer = 16;

    /// <summary>So many machines are remembered; of more, those that do nothing at the moment are forgotten.</summary>
    private const int MaxPeers = 1000;

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(30);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _user;
    private readonly byte[] _password;
    private readonly byte[] _token;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.Ordinal);

    public SignInGuard(string user, string password, TimeProvider clock)
    {
        _clock = clock;
        _user = Hash(user);
        _password = Hash(password);
        _token = Hash(TokenOf(password));
    }

    /// <summary>
    /// What another process that knows the password shows in its place to be let onto this server: it does not give the password away.
    /// </summary>
    public static string TokenOf(string password) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(password), "CrmQbSync: share the Web Connector's session"u8));

    /// <summary>Whether that is the token of the password. Guesses at it are counted apart: they hold up nobody who signs in.</summary>
    public async Task<bool> KnowsTokenAsync(string token, CallerMachine caller, CancellationToken cancellationToken) =>
        await CheckAsync(
            new CallerMachine(caller.Peer + " token", caller.Origin),
            () => CryptographicOperations.FixedTimeEquals(Hash(token), _token),
            cancellationToken).ConfigureAwait(false) == SignInVerdict.Right;

    /// <summary>Whether user and password are right.</summary>
    public Task<SignInVerdict> CheckAsync(string user, string password, CallerMachine caller, CancellationToken cancellationToken) => CheckAsync(
        caller,
        () => CryptographicOperations.FixedTimeEquals(Hash(user), _user) & CryptographicOperations.FixedTimeEquals(Hash(password), _password),
        cancellationToken);

    private async Task<SignInVerdict> CheckAsync(CallerMachine caller, Func<bool> isRight, CancellationToken cancellationToken)
    {
        Peer peer;
        TimeSpan delay;
        lock (_peers)
        {
            peer = PeerOf(caller.Peer);
            if (peer.Waiting.Count >= MaxOfPeer || peer.Waiting.Count(origin => origin == caller.Origin) >= MaxOfOrigin)
                return SignInVerdict.TooMany;
            if (isRight())
            {
                peer.Failures = 0;
                return SignInVerdict.Right;
            }
            delay = peer.Failures < 10 ? s_firstDelay * Math.Pow(2, peer.Failures++) : s_longestDelay;
            peer.LastFailure = _clock.GetUtcNow();
            peer.Waiting.Add(caller.Origin);
        }
        try
        {
            // Also where nobody waits for the answer any more: the place is not free before that.
            await Task.Delay(delay < s_longestDelay ? delay : s_longestDelay, _clock, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_peers)
                peer.Waiting.Remove(caller.Origin);
        }
        return SignInVerdict.Wrong;
    }

    private Peer PeerOf(string name)
    {
        if (_peers.TryGetValue(name, out var known))
            return known;
        if (_peers.Count >= MaxPeers)
            Forget(peer => _clock.GetUtcNow() - peer.LastFailure > s_memory);
        if (_peers.Count >= MaxPeers)
            Forget(_ => true);
        return _peers[name] = new Peer();
    }

    private void Forget(Func<Peer, bool> isOld)
    {
        foreach (var (name, peer) in _peers.Where(pair => pair.Value.Waiting.Count == 0 && isOld(pair.Value)).ToList())
            _peers.Remove(name);
    }

    private byte[] Hash(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    private sealed class Peer
    {
        public int Failures { get; set; }

        public DateTimeOffset LastFailure { get; set; }

        /// <summary>The origins of the attempts whose answers are waited for.</summary>
        public List<string> Waiting { get; } = [];
    }
}
