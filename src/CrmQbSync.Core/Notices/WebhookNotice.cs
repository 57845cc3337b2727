using System.Text;
using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using CrmQbSync.Secrets;

namespace CrmQbSync.Notices;

/// <summary>By a POST of JSON, through the profile's proxy. The address is never shown: it is what lets one in.</summary>
internal sealed class WebhookNotice(WebhookSettings settings, SyncProfile profile, WebServices web, TimeSpan patience) : INoticeWay
{
    private const int MaxAnswer = 1024 * 1024;

    /// <inheritdoc/>
    public string Key => "webhook";

    /// <inheritdoc/>
    public string Name => "by webhook";

    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        var address = await web.SecretsOf(profile).ResolveAsync(settings.Url, cancellationToken).ConfigureAwait(false);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            throw new NoticeFailedException($"{settings.Url.Key} is no http or https address");
        using var exchange = await web.CreateExchangeAsync(profile, cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(NoticeJson.Compose(notice, settings.Format), Encoding.UTF8, "application/json"),
        };
        try
        {
            var reply = await exchange.SendAsync(request, patience, MaxAnswer, cancellationToken).ConfigureAwait(false);
            if (reply.Status is < 200 or > 299)
                throw new NoticeFailedException($"the webhook answered {reply.Status.ToInvariant()}");
        }
        catch (ExchangeException exception)
        {
            var why = exception.Error.Message.Replace(address, "…", StringComparison.Ordinal).Replace(url.PathAndQuery, "/…", StringComparison.Ordinal);
            throw new NoticeFailedException($"the webhook did not answer: {why}", exception);
        }
    }
}
