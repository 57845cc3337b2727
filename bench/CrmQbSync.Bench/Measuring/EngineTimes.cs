namespace CrmQbSync.Bench.Measuring;

/// <summary>What a fresh process with a PowerShell engine took.</summary>
/// <param name="Import">The time of Import-Module.</param>
/// <param name="Processor">The processor time of Import-Module, which says more where other programs run too.</param>
/// <param name="Whole">The life of the process.</param>
/// <param name="Assemblies">What was loaded after the import.</param>
internal sealed record EngineTimes(TimeSpan Import, TimeSpan Processor, TimeSpan Whole, IReadOnlyList<string> Assemblies);
