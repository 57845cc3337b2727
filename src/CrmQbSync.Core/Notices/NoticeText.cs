using System.Globalization;
using System.Text;

namespace CrmQbSync.Notices;

/// <summary>A notice as plain text.</summary>
internal static class NoticeText
{
    /// <summary>The text, several lines.</summary>
    public static string Compose(Notice notice)
    {
        var run = notice.Run;
        var text = new StringBuilder();
        foreach (var reason in notice.Reasons)
            text.AppendLine(reason);
        if (!string.IsNullOrEmpty(run.Message))
            text.AppendLine(run.Message);
        text.AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Profile:  {notice.ProfileName} ({run.Profile}) on {notice.Machine}")
            .AppendLine(CultureInfo.InvariantCulture, $"Sync ID:  {run.SyncId}, {run.Mode}, {run.Trigger}, started {run.StartedAt:yyyy-MM-dd HH:mm:ss zzz}")
            .AppendLine(CultureInfo.InvariantCulture, $"Status:   {run.Status}");
        if (notice.Entries.Length > 0)
        {
            text.AppendLine().AppendLine("The first of them:");
            foreach (var entry in notice.Entries)
                text.Append("  ").AppendLine(LineOf(entry));
        }
        if (notice.Advice.Length > 0)
        {
            text.AppendLine().AppendLine("What to do:");
            foreach (var advice in notice.Advice)
                text.Append("  ").AppendLine(advice);
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>An entry in a line: who, and what.</summary>
    public static string LineOf(SyncEntry entry)
    {
        var who = entry.Email ?? entry.Name ?? entry.CrmId ?? entry.QbId;
        var what = entry.Status == EntryStatus.Conflict ? $"conflict: {entry.Summary}" : entry.Message;
        return string.Join(": ", new[] { who, entry.ErrorCode, what }.Where(part => !string.IsNullOrEmpty(part))).ReplaceLineEndings(" ");
    }
}
