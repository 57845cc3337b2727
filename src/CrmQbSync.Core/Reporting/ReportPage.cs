using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CrmQbSync.Reporting;

/// <summary>The page: its frame, style and script are resources of this assembly; <c>{{name}}</c> in the frame is where a part goes.</summary>
internal sealed partial class ReportPage(ReportContent content, TimeZoneInfo zone)
{
    private const string Data = "data";

    /// <summary>Writes the page.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="entries">Gives a run's entries; asked once a run, one run after the other.</param>
    public async Task WriteAsync(TextWriter writer, Func<SyncRun, IAsyncEnumerable<SyncEntry>> entries)
    {
        var parts = Parts();
        var frame = Resource("page.html");
        var at = 0;
        foreach (Match place in Place().Matches(frame))
        {
            await writer.WriteAsync(frame.AsMemory(at, place.Index - at)).ConfigureAwait(false);
            at = place.Index + place.Length;
            if (place.Groups[1].Value == Data)
                await WriteDataAsync(writer, entries).ConfigureAwait(false);
            else
                await writer.WriteAsync(parts[place.Groups[1].Value].Markup).ConfigureAwait(false);
        }
        await writer.WriteAsync(frame.AsMemory(at)).ConfigureAwait(false);
    }

    private Dictionary<string, Html> Parts()
    {
        var (style, script) = (Resource("page.css"), Resource("page.js"));
        return new Dictionary<string, Html>
        {
            ["style"] = new Html(style),
            ["script"] = new Html(script),
            ["style_hash"] = new Html(HashOf(style)),
            ["script_hash"] = new Html(HashOf(script)),
            ["profile"] = Html.Of($"{content.Profile.Conceal(content.Profile.Name)}"),
            ["path"] = Html.Of($"{content.Profile.Path}"),
            ["extent"] = Html.Of($"{content.Extent}"),
            ["made_at"] = Html.Of($"{ReportTime.Text(content.MadeAt, zone)}"),
            ["made_at_machine"] = Html.Of($"{ReportTime.Machine(content.MadeAt)}"),
            ["zone"] = Html.Of($"{zone.Id}"),
            ["latest"] = content.Runs.Count == 0 ? new Html("") : Latest(content.Runs[0]),
            ["waiting"] = new WaitingSection(content, zone).Compose(),
            ["chart"] = ChartSection.Compose(content.Runs, zone),
            ["run_statuses"] = Options<RunStatus>(),
            ["entry_statuses"] = Options<EntryStatus>(),
            ["runs"] = Html.Lines(content.Runs.Select(Row)),
        };
    }

    private async Task WriteDataAsync(TextWriter writer, Func<SyncRun, IAsyncEnumerable<SyncEntry>> entries)
    {
        foreach (var run in content.Runs)
        {
            await writer.WriteAsync(Html.Of($"""<script type="application/json" id="data-{run.SyncId}">""").Markup).ConfigureAwait(false);
            await EntriesJson.WriteAsync(writer, entries(run), zone).ConfigureAwait(false);
            await writer.WriteAsync("</script>\n").ConfigureAwait(false);
        }
    }

    private Html Latest(SyncRun run) => Html.Of($"""
        <p class="latest">Last run <a href="#run-{run.SyncId}">{run.SyncId}</a>, {ReportTime.Text(run.StartedAt, zone)}: <span class="status {run.Status}">{run.Status}</span>. {run.CrmCreated + run.QbCreated} created, {run.CrmUpdated + run.QbUpdated} updated, {run.CrmDeleted + run.QbDeleted} deleted, {run.Failed} failed.</p>
        """);

    private Html Row(SyncRun run)
    {
        var figures = new[]
        {
            run.CrmCreated + run.QbCreated, run.CrmUpdated + run.QbUpdated, run.CrmDeleted + run.QbDeleted, run.Failed, run.Conflicts,
            run.Ambiguous, run.Held, run.Skipped, run.Linked, run.Warnings,
        };
        var cells = new Html(string.Concat(figures.Select(figure => figure == 0 ? Html.Of($"""<td class="none">{figure}</td>""") : Html.Of($"<td>{figure}</td>"))));
        var mode = run.UndoOf is { } undone ? $"Undo of {undone}" : run.Mode.ToString();
        return Html.Of($"""
            <tr data-status="{run.Status}"><th scope="row"><a href="#run-{run.SyncId}">{run.SyncId}</a></th><td><time datetime="{ReportTime.Machine(run.StartedAt)}">{ReportTime.Text(run.StartedAt, zone)}</time></td><td class="status {run.Status}">{run.Status}</td>{cells}<td data-value="{run.Duration?.TotalSeconds}">{Duration(run)}</td><td>{mode}</td><td>{run.Trigger}</td><td class="value">{run.Message}</td></tr>
            """);
    }

    private static string? Duration(SyncRun run) => run.Duration is { } time
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}")
        : null;

    private static Html Options<T>()
        where T : struct, Enum =>
        Html.Lines(Enum.GetNames<T>().Select(name => Html.Of($"<option>{name}</option>")));

    // A browser hashes what it has read, in which every line ends in LF.
    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("Reporting/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string HashOf(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}
