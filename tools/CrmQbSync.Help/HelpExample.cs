namespace CrmQbSync.Help;

/// <summary>An example of a page.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Code">What is typed.</param>
/// <param name="Remarks">What it does.</param>
internal sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);
