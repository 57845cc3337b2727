using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using CrmQbSync.Programs;
using CrmQbSync.State;

namespace CrmQbSync.Notices;

/// <summary>Sends notices on all the ways that a profile names, at once, each within a time.</summary>
internal sealed class RunNotifier(WebServices web, IProgramRunner programs, SignInEnds signIns, TimeSpan patience) : IRunNotifier
{
    /// <summary>How long a notice may take: a run is at its end, and another may wait for its lock.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> NotifyAsync(
        SyncProfile profile, SyncRun run, SyncException? error, IStateReader history, CancellationToken cancellationToken)
    {
        if (profile.Notify is null)
            return [];
        var warnings = new List<string>();
        var ends = await EndsAsync(profile, run, warnings, cancellationToken).ConfigureAwait(false);
        if (await new NoticeComposer(profile, run, error).ComposeAsync(history, ends, cancellationToken).ConfigureAwait(false) is not { } notice)
            return warnings;
        var sent = await Task.WhenAll(WaysOf(profile, profile.Notify).Select(way => SendAsync(way, notice, profile, cancellationToken))).ConfigureAwait(false);
        return [.. warnings, .. sent.OfType<string>()];
    }

    private IEnumerable<INoticeWay> WaysOf(SyncProfile profile, NotifySettings settings)
    {
        if (settings.Smtp is { } smtp)
            yield return new MailNotice(smtp, web.SecretsOf(profile));
        if (settings.Webhook is { } webhook)
            yield return new WebhookNotice(webhook, profile, web, patience);
        if (settings.Command.Length > 0)
            yield return new CommandNotice(settings.Command, web.SecretsOf(profile), programs, patience);
    }

    private async Task<IReadOnlyList<string>> EndsAsync(SyncProfile profile, SyncRun run, List<string> warnings, CancellationToken cancellationToken)
    {
        // A run that could not go on says itself what is wrong with the sign-in.
        if (run.Status == RunStatus.Failed || !profile.Notify!.On.Contains(NotifyEvent.SignInExpiring))
            return [];
        try
        {
            return await signIns.SoonAsync(profile, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            warnings.Add($"When the sign-in ends could not be found out: {profile.Conceal(exception.Message)}");
            return [];
        }
    }

    /// <summary>Sends; gives a sentence if that failed.</summary>
    private async Task<string?> SendAsync(INoticeWay way, Notice notice, SyncProfile profile, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(patience, web.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            await way.SendAsync(notice, either.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is NoticeFailedException or SyncException)
        {
            return $"The notice {way.Name} was not sent: {profile.Conceal(exception.Message).TrimEnd('.')}.";
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested
                ? $"The notice {way.Name} was not sent: the run was stopped."
                : $"The notice {way.Name} was not sent: there was no answer within {patience.TotalSeconds:0} seconds.";
        }
    }
}
