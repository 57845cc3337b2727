using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A clock that stands unless a test moves it, and that fails when it is told to: a fault of the program where nobody expects one.</summary>
internal sealed class FaultyClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 20, 15, 0, 0, TimeSpan.Zero))
{
    private int _untilFault;

    /// <summary>Whoever asks for a timestamp after so many others gets a fault, once.</summary>
    public void FailAfter(int others) => _untilFault = others + 1;

    public override long GetTimestamp() =>
        Interlocked.Decrement(ref _untilFault) == 0 ? throw new NotSupportedException("secret details") : base.GetTimestamp();
}
