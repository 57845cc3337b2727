namespace CrmQbSync.Tests.Doubles;

/// <summary>What happens at a chosen step of a run.</summary>
public enum FaultKind
{
    /// <summary>The process dies: nothing after this step is done.</summary>
    Kill,

    /// <summary>The service fails at this call and every later one.</summary>
    ServiceGone,

    /// <summary>The state cannot be written from this step on.</summary>
    DiskFull,

    /// <summary>A person stops the run.</summary>
    Stop,
}
