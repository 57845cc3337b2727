namespace CrmQbSync.Tests.Notices;

/// <summary>The system's clock, some days ahead: time-outs and heartbeats take what they take.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
