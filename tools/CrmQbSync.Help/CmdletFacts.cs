namespace CrmQbSync.Help;

/// <summary>A cmdlet, as its code has it.</summary>
/// <param name="Name">Verb and noun.</param>
/// <param name="Parameters">Its parameters, without PowerShell's own.</param>
/// <param name="Sets">Its parameter sets, the default one first.</param>
/// <param name="Outputs">What it gives: type names.</param>
internal sealed record CmdletFacts(string Name, IReadOnlyList<ParameterFacts> Parameters, IReadOnlyList<string> Sets, IReadOnlyList<string> Outputs);
