using Xunit.Sdk;

namespace CrmQbSync.Tests.Reporting.Browser;

/// <summary>
/// A test that drives a browser. Where there is none it is not among the tests at all; what the page holds is tested without one too
/// (<see cref="StatusReportTests"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("CrmQbSync.Tests.Reporting.Browser.BrowserFactDiscoverer", "CrmQbSync.Core.Tests")]
public sealed class BrowserFactAttribute : FactAttribute;
