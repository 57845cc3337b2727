namespace CrmQbSync.Running;

/// <summary>Makes the rows of checks of a profile.</summary>
/// <param name="path">The profile's full path.</param>
internal sealed class CheckRows(string path)
{
    /// <summary>The check of the file itself.</summary>
    public const string Profile = "Profile";

    /// <summary>All is well.</summary>
    public ProfileCheck Passed(string check, string message) => Row(check, CheckStatus.Passed, message, null);

    /// <summary>It works, but a user should know something.</summary>
    public ProfileCheck Warn(string check, string message, string advice) => Row(check, CheckStatus.Warning, message, advice);

    /// <summary>A run would fail with this error.</summary>
    public ProfileCheck Fail(string check, SyncException exception) =>
        Row(check, CheckStatus.Failed, $"{exception.Id}: {exception.Message}", exception.Advice);

    /// <summary>A row.</summary>
    public ProfileCheck Row(string check, CheckStatus status, string message, string? advice) =>
        new() { Check = check, Status = status, Message = message, Advice = advice, Profile = path };
}
