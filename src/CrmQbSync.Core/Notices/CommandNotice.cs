using System.Collections.Immutable;
using System.ComponentModel;
using CrmQbSync.Profiles;
using CrmQbSync.Programs;
using CrmQbSync.Secrets;

namespace CrmQbSync.Notices;

/// <summary>By a command: it reads the notice as JSON from its standard input, and finds the most important in variables.</summary>
internal sealed class CommandNotice(ImmutableArray<ProfileValue> command, ISecretSource secrets, IProgramRunner programs, TimeSpan patience) : INoticeWay
{
    /// <inheritdoc/>
    public string Key => "command";

    /// <inheritdoc/>
    public string Name => "by command";

    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        var words = await secrets.ResolveAllAsync(command, cancellationToken).ConfigureAwait(false);
        var variables = new Dictionary<string, string>
        {
            ["CRMQBSYNC_PROFILE"] = notice.Run.Profile ?? "",
            ["CRMQBSYNC_SYNCID"] = notice.Run.SyncId.ToInvariant(),
            ["CRMQBSYNC_STATUS"] = notice.Run.Status.ToString(),
            ["CRMQBSYNC_EVENTS"] = string.Join(',', notice.Events),
            ["CRMQBSYNC_OVER"] = string.Join(',', notice.Over),
        };
        try
        {
            var result = await programs.RunAsync(
                words[0], [.. words.Skip(1)], NoticeJson.Compose(notice, WebhookFormat.Generic), variables, patience, cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
                throw new NoticeFailedException($"the command ended with exit code {result.ExitCode.ToInvariant()}: {result.Complaint}");
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException)
        {
            throw new NoticeFailedException(exception is TimeoutException ? $"the command did not end within {patience.TotalSeconds:0} seconds" : $"the command cannot be started: {exception.Message}", exception);
        }
    }
}
