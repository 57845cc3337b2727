using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>For a clock that stands unless a test moves it.</summary>
internal static class StandingClock
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Moves the clock on for as long as something takes: whoever leaves waits for a moment for a Web Connector that was killed, and so never closes its session.
    /// </summary>
    public static async Task OutwaitAsync(this FakeTimeProvider clock, Task something)
    {
        while (!something.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(something, Task.Delay(s_pace));
        }
        await something;
    }
}
