namespace CrmQbSync.Bench.Data;

/// <summary>The system's clock, set back by some time: for what is to have happened before.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan SetBack { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - SetBack;
}
