using Xunit.Abstractions;
using Xunit.Sdk;

namespace CrmQbSync.PowerShell.Tests.Scheduling.Live;

/// <summary>Finds the tests with a real scheduler, where it can run.</summary>
public sealed class LiveFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    private readonly FactDiscoverer _facts = new(diagnostics);

    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        var isThere = factAttribute.GetNamedArgument<SchedulerKind>(nameof(LiveFactAttribute.Scheduler)) == SchedulerKind.Systemd
            ? OwnMachine.HasSystemd
            : OwnMachine.HasCron;
        return isThere ? _facts.Discover(discoveryOptions, testMethod, factAttribute) : [];
    }
}
