using System.Collections.Immutable;
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
    public async Task<NoticeOutcome> NotifyAsync(SyncProfile profile, EndedRun ended, IStateReader state, CancellationToken cancellationToken)
    {
        if (profile.Notify is not { } settings)
            return NoticeOutcome.Nothing;
        var warnings = new List<string>();
        var ends = await EndsAsync(profile, ended.Run, warnings, cancellationToken).ConfigureAwait(false);
        var events = await RunEvents.ReadAsync(ended, ends, state, cancellationToken).ConfigureAwait(false);
        var header = await state.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        var memory = NoticeMemory.Parse(header.Notices);
        var composer = new NoticeComposer(profile, ended, events);
        var now = web.Clock.GetUtcNow();
        var told = await Task.WhenAll(WaysOf(profile, settings).Select(TellAsync)).ConfigureAwait(false);
        warnings.AddRange(told.Select(way => way.Warning).OfType<string>());
        var after = new NoticeMemory(told.ToImmutableSortedDictionary(way => way.Key, way => way.After, StringComparer.Ordinal)).ToText();
        return new NoticeOutcome(warnings, after == header.Notices ? null : header with { Notices = after });

        async Task<(string Key, ImmutableSortedDictionary<NotifyEvent, ToldEvent> After, string? Warning)> TellAsync(INoticeWay way)
        {
            var due = new DueNotices(settings.On, memory[way.Key], events, ended, now);
            var warning = composer.Compose(due) is { } notice ? await SendAsync(way, notice, profile, cancellationToken).ConfigureAwait(false) : null;
            return (way.Key, due.After(isSent: warning is null), warning);
        }
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

    /// <summary>A sentence for each sign-in that ends soon; null if that is not asked for or could not be found out.</summary>
    private async Task<IReadOnlyDictionary<Side, string>?> EndsAsync(SyncProfile profile, SyncRun run, List<string> warnings, CancellationToken cancellationToken)
    {
        // A run that could not go on says itself what is wrong with the sign-in.
        if (run.Status == RunStatus.Failed || !profile.Notify!.On.Contains(NotifyEvent.SignInExpiring))
            return null;
        try
        {
            return await signIns.SoonAsync(profile, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            warnings.Add($"When the sign-in ends could not be found out: {profile.Conceal(exception.Message)}");
            return null;
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
