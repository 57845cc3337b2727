namespace CrmQbSync.Notices;

/// <summary>A run that ended.</summary>
/// <param name="Run">Its row.</param>
/// <param name="Error">What stopped it; null if nothing did.</param>
/// <param name="IsWhole">Whether it dealt with everything that the profile synchronises: no other run can show that something is over.</param>
internal sealed record EndedRun(SyncRun Run, SyncException? Error, bool IsWhole);
