namespace CrmQbSync.Profiles;

/// <summary>Makes the settings of <c>notify</c> of what was checked.</summary>
internal static class NotifyBuilder
{
    public static NotifySettings? Build(CheckedValue? notify, string file)
    {
        if (notify is null)
            return null;
        var settings = new NotifySettings
        {
            Smtp = Smtp(notify["smtp"], file),
            Webhook = Webhook(notify["webhook"], file),
            Command = [.. notify["command"]?.Items.Select(item => item.ToValue(file)) ?? []],
        };
        return notify["on"] is { } events
            ? settings with { On = [.. events.Items.Select(item => item.ToChoice<NotifyEvent>()).OfType<NotifyEvent>().Distinct()] }
            : settings;
    }

    private static SmtpSettings? Smtp(CheckedValue? smtp, string file) => smtp is null ? null : new SmtpSettings
    {
        Host = smtp.ValueOf("host", file)!,
        Port = smtp["port"]?.Number ?? 587,
        From = smtp.ValueOf("from", file)!,
        To = [.. smtp["to"]!.Items.Select(item => item.ToValue(file))],
        UserName = smtp.ValueOf("userName", file),
        Password = smtp.ValueOf("password", file),
    };

    private static WebhookSettings? Webhook(CheckedValue? webhook, string file) => webhook is null ? null : new WebhookSettings
    {
        Url = webhook.ValueOf("url", file)!,
        Format = webhook.Choice<WebhookFormat>("format") ?? WebhookFormat.Generic,
    };
}
