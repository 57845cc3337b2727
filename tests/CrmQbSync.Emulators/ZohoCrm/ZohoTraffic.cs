using System.Globalization;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Credits in 24 hours, and how many calls may be under way at once.</summary>
internal sealed class ZohoTraffic(ZohoOrganisation organisation)
{
    private const int SubConcurrency = 10;

    private readonly object _gate = new();
    private readonly Queue<(DateTimeOffset Time, int Credits)> _spent = [];
    private int _used;
    private int _underWay;
    private int _heavy;

    public int MostAtOnce { get; private set; }

    public int Used
    {
        get
        {
            lock (_gate)
                return Forget();
        }
    }

    public bool HasCredits => Used < organisation.CreditLimit;

    public ZohoPassage Enter(ZohoRequest request)
    {
        lock (_gate)
        {
            var isHeavy = IsHeavy(request);
            var isTooMuch = ++_underWay > Allowed(organisation.Edition);
            if (isHeavy && ++_heavy > SubConcurrency)
                isTooMuch = true;
            MostAtOnce = Math.Max(MostAtOnce, _underWay);
            return new ZohoPassage(isTooMuch, () => Leave(isHeavy));
        }
    }

    /// <summary>Takes the credits of an answer, and says how many remain once half of them are used.</summary>
    public ZohoAnswer Charge(ZohoAnswer answer)
    {
        lock (_gate)
        {
            _spent.Enqueue((organisation.Clock.GetUtcNow(), answer.Credits));
            _used += answer.Credits;
            var remaining = organisation.CreditLimit - Forget();
            if (remaining > organisation.CreditLimit / 2)
                return answer;
            return answer with
            {
                Headers = new Dictionary<string, string>(answer.Headers)
                {
                    ["X-API-CREDITS-REMAINING"] = Math.Max(0, remaining).ToString(CultureInfo.InvariantCulture),
                },
            };
        }
    }

    private static int Allowed(string edition) => edition switch
    {
        "free" => 5,
        "standard" => 10,
        "professional" => 15,
        "ultimate" => 25,
        _ => 20,
    };

    private static bool IsHeavy(ZohoRequest request) =>
        request.Path.EndsWith("/coql", StringComparison.Ordinal)
        || request.Query.ContainsKey("sort_by")
        || (request.Method is "POST" or "PUT" && request.Path.EndsWith("/Contacts", StringComparison.Ordinal));

    private void Leave(bool isHeavy)
    {
        lock (_gate)
        {
            _underWay--;
            if (isHeavy)
                _heavy--;
        }
    }

    private int Forget()
    {
        var since = organisation.Clock.GetUtcNow().AddDays(-1);
        while (_spent.TryPeek(out var oldest) && oldest.Time <= since)
            _used -= _spent.Dequeue().Credits;
        return _used;
    }
}
