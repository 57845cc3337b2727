namespace CrmQbSync.Help;

/// <summary>How a parameter is used in a set.</summary>
/// <param name="IsMandatory">Whether it has to be given.</param>
/// <param name="Position">Its position; null if it has to be named.</param>
/// <param name="Pipeline">How the pipeline gives it, in Get-Help's words.</param>
internal sealed record ParameterUse(bool IsMandatory, int? Position, string Pipeline);
