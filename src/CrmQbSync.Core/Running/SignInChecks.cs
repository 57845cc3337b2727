using System.Globalization;
using CrmQbSync.Connections;

namespace CrmQbSync.Running;

/// <summary>How long a sign-in lasts.</summary>
internal static class SignInChecks
{
    // A sign-in that ends sooner than this is warned of.
    private static readonly TimeSpan s_warning = TimeSpan.FromDays(14);

    /// <summary>The row about a side's sign-in; none where it does not end, or that is unknown.</summary>
    public static IEnumerable<ProfileCheck> Check(Side side, ConnectionTraits traits, DateTimeOffset now, CheckRows rows)
    {
        var times = new List<(string Text, TimeSpan Left)>();
        if (traits.SignInEndsUnused is { } unused)
            times.Add(("it ends if it is not used for {0}", unused - now));
        if (traits.SignInEndsAt is { } atLatest)
            times.Add(("a user must consent again in {0}", atLatest - now));
        if (times.Count == 0)
            yield break;
        var check = side == Side.Crm ? "CRM sign-in" : "QuickBooks sign-in";
        var message = $"Of the sign-in: {string.Join("; ", times.Select(time => string.Format(CultureInfo.InvariantCulture, time.Text, DaysOf(time.Left))))}.";
        yield return times.All(time => time.Left > s_warning)
            ? rows.Passed(check, message)
            : rows.Warn(check, message, $"Connect again before that, with {(side == Side.Crm ? "Connect-CrmAccount" : "Connect-QbAccount")}.");
    }

    private static string DaysOf(TimeSpan time) => time < TimeSpan.FromDays(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)time.TotalHours)} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} days");
}
