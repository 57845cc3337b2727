namespace CrmQbSync.Reporting;

/// <summary>What waits for a person, with the command lines that solve it.</summary>
internal sealed class WaitingSection(ReportContent content, TimeZoneInfo zone)
{
    private string Profile => PowerShellText.Quote(content.Profile.Path);

    /// <summary>The section's inside.</summary>
    public Html Compose()
    {
        if (content.Ambiguous.Count + content.Conflicts.Count == 0)
            return Html.Of($"""<p class="good">Nothing: no address is ambiguous and no conflict waits for a decision.</p>""");
        return Html.Lines(new[] { Conflicts(), Ambiguous() }.OfType<Html>());
    }

    private Html? Conflicts() => content.Conflicts.Count == 0 ? null : Html.Of($"""
        <div class="scroll" role="region" aria-label="Conflicts" tabindex="0">
        <table id="conflicts">
        <caption>Conflicts that wait for a decision ({content.Conflicts.Count})</caption>
        <thead><tr><th scope="col">Address</th><th scope="col">Name</th><th scope="col">Field</th><th scope="col">CRM</th><th scope="col">QuickBooks</th><th scope="col">Since</th><th scope="col">To decide, run one of</th></tr></thead>
        <tbody>
        {Html.Lines(content.Conflicts.Select(Row))}
        </tbody>
        </table>
        </div>
        """);

    private Html? Ambiguous() => content.Ambiguous.Count == 0 ? null : Html.Of($"""
        <div class="scroll" role="region" aria-label="Ambiguous addresses" tabindex="0">
        <table id="ambiguous">
        <caption>Ambiguous addresses: several records have them ({content.Ambiguous.Count}). Merge or delete the surplus ones where they are kept, or give each its own address; the next run goes on.</caption>
        <thead><tr><th scope="col">Address</th><th scope="col">Contacts</th><th scope="col">Customers</th><th scope="col">To look at them; to go on when they are mended</th></tr></thead>
        <tbody>
        {Html.Lines(content.Ambiguous.Select(Row))}
        </tbody>
        </table>
        </div>
        """);

    private Html Row(ContactConflict conflict)
    {
        var command = $"Resolve-ContactConflict -Profile {Profile} -CrmId {PowerShellText.Quote(conflict.CrmId ?? "")}"
            + $" -QbId {PowerShellText.Quote(conflict.QbId ?? "")} -Field {PowerShellText.Quote(conflict.Field ?? "")} -Use ";
        return Html.Of($"""
            <tr><th scope="row">{conflict.Email}</th><td>{conflict.Name}</td><td>{conflict.Field}</td><td class="value">{conflict.CrmValue}</td><td class="value">{conflict.QbValue}</td><td><time datetime="{ReportTime.Machine(conflict.Since)}">{ReportTime.Text(conflict.Since, zone)}</time></td><td><code>{command}Crm</code><code>{command}Qb</code></td></tr>
            """);
    }

    private Html Row(AmbiguousAddress address)
    {
        var who = $"-Profile {Profile} -Email {PowerShellText.Quote(address.Email)}";
        return Html.Of($"""
            <tr><th scope="row">{address.Email}</th><td class="value">{string.Join(", ", address.CrmIds)}</td><td class="value">{string.Join(", ", address.QbIds)}</td><td><code>Get-CrmContact {who}; Get-QbCustomer {who}</code><code>Invoke-ContactSync {who}</code></td></tr>
            """);
    }
}
