namespace CrmQbSync.Connections;

/// <summary>Rule 8.5: what is under way when a stop comes gets a moment to settle.</summary>
internal static class Settling
{
    /// <summary>How long that is; Ctrl+C ends within a second, and what was settled has to be recorded then.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromMilliseconds(450);
}
