namespace CrmQbSync.Bench.Measuring;

/// <summary>The system's clock, moved on at will: what lies between two runs need not be waited for.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private TimeSpan _shift;

    /// <summary>Moves it on.</summary>
    public void Advance(TimeSpan time) => _shift += time;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
}
