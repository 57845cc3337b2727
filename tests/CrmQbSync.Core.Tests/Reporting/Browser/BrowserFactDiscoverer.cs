using Xunit.Abstractions;
using Xunit.Sdk;

namespace CrmQbSync.Tests.Reporting.Browser;

/// <summary>Finds the tests that drive a browser, where there is one.</summary>
public sealed class BrowserFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    private readonly FactDiscoverer _facts = new(diagnostics);

    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        Chromium.Program is null ? [] : _facts.Discover(discoveryOptions, testMethod, factAttribute);
}
