using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmQbSync.Profiles;

namespace CrmQbSync.Notices;

/// <summary>A notice as the JSON that a webhook takes.</summary>
internal static class NoticeJson
{
    private static readonly JsonSerializerOptions s_text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON of a format.</summary>
    public static string Compose(Notice notice, WebhookFormat format) => (format switch
    {
        WebhookFormat.Teams => Teams(notice),
        WebhookFormat.Slack => Slack(notice),
        _ => Generic(notice),
    }).ToJsonString(s_text);

    private static JsonObject Generic(Notice notice)
    {
        var run = notice.Run;
        return new JsonObject
        {
            ["product"] = "CrmQbSync",
            ["subject"] = notice.Subject,
            ["profile"] = notice.ProfileName,
            ["profilePath"] = run.Profile,
            ["machine"] = notice.Machine,
            ["events"] = Texts(notice.Events.Select(told => told.ToString())),
            ["over"] = Texts(notice.Over.Select(told => told.ToString())),
            ["isReminder"] = notice.IsReminder,
            ["reasons"] = Texts(notice.Reasons),
            ["syncId"] = run.SyncId,
            ["status"] = run.Status.ToString(),
            ["mode"] = run.Mode.ToString(),
            ["trigger"] = run.Trigger.ToString(),
            ["startedAt"] = run.StartedAt.ToString("O"),
            ["finishedAt"] = run.FinishedAt?.ToString("O"),
            ["message"] = run.Message,
            ["created"] = run.CrmCreated + run.QbCreated,
            ["updated"] = run.CrmUpdated + run.QbUpdated,
            ["deleted"] = run.CrmDeleted + run.QbDeleted,
            ["failed"] = run.Failed,
            ["conflicts"] = run.Conflicts,
            ["errors"] = new JsonArray([.. notice.Entries.Select(entry => (JsonNode)new JsonObject
            {
                ["email"] = entry.Email,
                ["crmId"] = entry.CrmId,
                ["qbId"] = entry.QbId,
                ["status"] = entry.Status.ToString(),
                ["code"] = entry.ErrorCode,
                ["message"] = entry.Message,
            })]),
            ["advice"] = Texts(notice.Advice),
        };
    }

    /// <summary>An adaptive card, as the workflows of Microsoft Teams take it from a webhook.</summary>
    private static JsonObject Teams(Notice notice) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["body"] = new JsonArray(
                    Block(notice.Subject, isTitle: true),
                    Block(NoticeText.Compose(notice).Replace("\n", "\n\n", StringComparison.Ordinal), isTitle: false)),
            },
        }),
    };

    /// <summary>A message with Slack's three signs escaped.</summary>
    private static JsonObject Slack(Notice notice)
    {
        var text = $"{notice.Subject}\n{NoticeText.Compose(notice)}"
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
        return new JsonObject { ["text"] = text, ["mrkdwn"] = false };
    }

    private static JsonObject Block(string text, bool isTitle)
    {
        var block = new JsonObject { ["type"] = "TextBlock", ["text"] = text, ["wrap"] = true };
        if (isTitle)
            (block["weight"], block["size"]) = ("Bolder", "Medium");
        return block;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
