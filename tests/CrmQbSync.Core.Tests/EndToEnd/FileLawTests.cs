using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>The laws over real files and a real state, with the generated scenarios of the laws in memory.</summary>
public sealed class FileLawTests
{
    private static readonly Side[] Sides = [Side.Crm, Side.Qb];

    [Fact]
    public void What_the_files_show_obeys_the_laws() => Law.Holds(
        scenario => FilePlay.PlayAsync(scenario, async run =>
        {
            DemandEnded(run);
            Law.Demand([.. OneWay(run), .. FileChanges.Unaccounted(run), .. FileChanges.Lost(run), .. Doubled(run), .. Diverging(run)]);
            await DemandQuietAsync(run);
        }),
        share: 0.2);

    private static void DemandEnded(FileRun run)
    {
        if (run.Result.Error is { Id: not SyncErrorId.SafetyThresholdExceeded } error)
            throw new LawViolationException($"The run ended with {error}");
        Law.Demand(run.After.Files.Where(file => file is not ("crm.csv" or "qb.csv" or "acme.state.db")).Select(file => $"{file} was left lying about"));
    }

    private static IEnumerable<string> OneWay(FileRun run) =>
        from side in Sides
        where (!run.Writes(side) || run.Result.Error is not null) && !run.Before.Bytes(side).AsSpan().SequenceEqual(run.After.Bytes(side))
        select $"{run.Mode} ({run.Result.Run!.Status}) wrote to {side}";

    /// <summary>Rule 6.5: no key has more rows than before, unless there was none.</summary>
    private static IEnumerable<string> Doubled(FileRun run) =>
        from side in Sides
        let before = KeysOf(run.Before.Load(side))
        from key in KeysOf(run.After.Load(side))
        where key.Value > Math.Max(1, before.GetValueOrDefault(key.Key))
        select $"{key.Key} stands {key.Value} times on {side}";

    private static Dictionary<string, int> KeysOf(CsvSheet sheet) => sheet.Rows
        .Select(row => sheet.Cell(row, Pools.Email))
        .Where(Agreement.IsAddress)
        .CountBy(email => Agreement.Normal(Pools.Email, email)!)
        .ToDictionary();

    private static IEnumerable<string> Diverging(FileRun run)
    {
        if (run.Mode != SyncMode.Synchronize || run.Options.Selection is not null || run.Policy.FilteredCity is not null || run.Result.Error is not null)
            return [];
        var (crm, qb) = (run.After.Load(Side.Crm), run.After.Load(Side.Qb));
        var (crmNames, qbNames) = (crm.NamesById(), qb.NamesById());
        return from link in run.Links
               where crmNames.ContainsKey(link.CrmId!) && qbNames.ContainsKey(link.QbId!) && !IsFailed(run, link)
               let left = crm.Rows.Single(row => crm.NameOf(row) == crmNames[link.CrmId!])
               let right = qb.Rows.Single(row => qb.NameOf(row) == qbNames[link.QbId!])
               where Agreement.IsAddress(crm.Cell(left, Pools.Email)) && Agreement.IsAddress(qb.Cell(right, Pools.Email))
               from field in run.Policy.Mapped
               where run.Policy.Of(field).Direction == FieldDirection.Both && (run.Policy.Of(field).Priority ?? run.Priority) != SyncPriority.Manual
               let one = crm.Cell(left, field)
               let other = qb.Cell(right, field)
               where !run.Regions.Any(region => Agreement.Normal(field, one, region) == Agreement.Normal(field, other, region)) && !MayStayBlank(run, field, (crm.NameOf(left), one), (qb.NameOf(right), other))
               select $"{field} differs: '{one}' of {crm.NameOf(left)}, '{other}' of {qb.NameOf(right)}";
    }

    private static bool IsFailed(FileRun run, ContactLink link) =>
        run.Entries.Any(entry => entry.Status == EntryStatus.Failed && (entry.CrmId == link.CrmId || entry.QbId == link.QbId));

    /// <summary>Rules 5.6 and 6.3.</summary>
    private static bool MayStayBlank(FileRun run, string field, (string Row, string? Value) crm, (string Row, string? Value) qb)
    {
        if (!Agreement.IsBlank(crm.Value) && !Agreement.IsBlank(qb.Value))
            return false;
        var wasCleared = Agreement.IsBlank(crm.Value) ? run.EverFilled.Contains((Side.Crm, crm.Row, field)) : run.EverFilled.Contains((Side.Qb, qb.Row, field));
        return run.Policy.Blanks == BlanksPolicy.Keep || wasCleared || field == Pools.LastName;
    }

    private static async Task DemandQuietAsync(FileRun run)
    {
        if (run.Entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        using var again = run.After.Copy();
        var result = await again.RunAsync(run.Options);
        Law.Demand(Sides.Where(side => !again.Bytes(side).AsSpan().SequenceEqual(run.After.Bytes(side))).Select(side => $"a run straight after it wrote to {side}"));
        Law.Demand((await again.EntriesAsync(result.Run!.SyncId)).Where(AccountedLaw.IsWrite).Select(entry => $"told again: {EntryText.Of(entry)}"));
    }
}
