using System.Globalization;
using System.Net;
using System.Text;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>The page that the Web Connector opens as the application's support: the sync status. Whoever does not sit at this machine sees no names.</summary>
internal sealed class SupportPage(IContactSync sync, SyncProfile profile, Uri address)
{
    private const int Runs = 20;
    private const int Errors = 50;

    private const string Style =
        "body{font-family:'Segoe UI',sans-serif;margin:2em;color:#222}table{border-collapse:collapse;margin:1em 0}"
        + "th,td{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top}th{background:#eee}.bad{color:#a00}";

    /// <summary>The page.</summary>
    /// <param name="local">Whether the reader sits at this machine.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<string> WriteAsync(bool local, CancellationToken cancellationToken)
    {
        var page = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sync status</title><style>").Append(Style)
            .Append("</style></head><body><h1>Sync status of ").Append(Text(profile.Name)).Append("</h1><p>Served at ").Append(Text(address.AbsoluteUri)).Append("</p>");
        try
        {
            await AddRunsAsync(page, local, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            page.Append("<p class=\"bad\">").Append(Text(profile.Conceal(exception.Message))).Append("</p>");
        }
        return page.Append("</body></html>").ToString();
    }

    private async Task AddRunsAsync(StringBuilder page, bool local, CancellationToken cancellationToken)
    {
        var runs = new List<SyncRun>();
        await foreach (var run in sync.GetHistoryAsync(profile, new RunQuery { Last = Runs }, cancellationToken).ConfigureAwait(false))
            runs.Add(run);
        if (runs.Count == 0)
        {
            page.Append("<p>There was no run yet. In the Web Connector tick the application and choose Update Selected.</p>");
            return;
        }
        page.Append("<table><tr><th>Sync ID<th>Started<th>Status<th>QuickBooks: added, changed, deleted<th>CRM: added, changed, deleted<th>Failed<th>Message</tr>");
        foreach (var run in runs)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{run.SyncId}<td>{run.StartedAt:u}<td{(run.Status is RunStatus.Succeeded or RunStatus.Running ? "" : " class=\"bad\"")}>{run.Status}")
                .Append(CultureInfo.InvariantCulture, $"<td>{run.QbCreated}, {run.QbUpdated}, {run.QbDeleted}<td>{run.CrmCreated}, {run.CrmUpdated}, {run.CrmDeleted}<td>{run.Failed}<td>")
                .Append(Text(local ? run.Message : run.Message is null ? null : "See Get-ContactSyncHistory.")).Append("</tr>");
        }
        page.Append("</table>");
        await AddErrorsAsync(page, runs[0], local, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddErrorsAsync(StringBuilder page, SyncRun run, bool local, CancellationToken cancellationToken)
    {
        if (run.Failed == 0)
            return;
        page.Append(CultureInfo.InvariantCulture, $"<h2>Errors of run {run.SyncId}</h2><table><tr><th>Record<th>Code<th>Message</tr>");
        var query = new EntryQuery { SyncId = run.SyncId, Statuses = [EntryStatus.Failed] };
        var shown = 0;
        await foreach (var entry in sync.GetEntriesAsync(profile, query, cancellationToken).ConfigureAwait(false))
        {
            if (++shown > Errors)
                break;
            // Even an id may be an address, where a file has no ids of its own.
            var who = local ? entry.Email ?? entry.Name ?? entry.QbId ?? entry.CrmId : $"{entry.Action} in {entry.Target}";
            page.Append("<tr><td>").Append(Text(who)).Append("<td>").Append(Text(entry.ErrorCode)).Append("<td>")
                .Append(Text(local ? entry.Message : "See Get-ContactSyncEntry.")).Append("</tr>");
        }
        page.Append("</table>");
    }

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
