using Xunit.Sdk;

namespace CrmQbSync.PowerShell.Tests.Scheduling.Live;

/// <summary>A test with a real scheduler. Where none can run it is not among the tests at all; what is handed to schedulers is tested everywhere.</summary>
/// <param name="scheduler">Systemd or Crontab.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("CrmQbSync.PowerShell.Tests.Scheduling.Live.LiveFactDiscoverer", "CrmQbSync.PowerShell.Tests")]
public sealed class LiveFactAttribute(SchedulerKind scheduler) : FactAttribute
{
    public SchedulerKind Scheduler { get; } = scheduler;
}
