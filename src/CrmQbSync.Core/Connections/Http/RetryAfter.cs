using System.Globalization;

namespace CrmQbSync.Connections.Http;

/// <summary>Reads the header <c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or a date.</summary>
internal static class RetryAfter
{
    /// <summary>How long a reply says to wait; null if it does not say. A date counts from the reply's own <c>Date</c>, since our clock may be off.</summary>
    public static TimeSpan? Of(ServiceReply reply, DateTimeOffset now)
    {
        if (reply.Header("Retry-After")?.Trim() is not { Length: > 0 } value)
            return null;
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, (long)TimeSpan.FromDays(366).TotalSeconds));
        if (ReadDate(value) is not { } date)
            return null;
        var wait = date - (reply.ServerTime ?? now);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>A date as HTTP writes it; null if it is none.</summary>
    public static DateTimeOffset? ReadDate(string? value) =>
        DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
