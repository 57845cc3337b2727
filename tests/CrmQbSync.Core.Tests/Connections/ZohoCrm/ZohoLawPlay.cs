using CrmQbSync.Contacts;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.EndToEnd;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>
/// Plays a generated scenario between the emulated Zoho CRM and a file, and holds every run to the laws that can be seen from outside. Steps that need more
/// than people at a screen and an editor (undoing, deciding, forgetting) are left out.
/// </summary>
internal sealed class ZohoLawPlay
{
    private static readonly Dictionary<string, string> s_names = new()
    {
        [Pools.Email] = "Email", [Pools.LastName] = "Last_Name", ["Company"] = "Account_Name", ["Phone"] = "Phone", ["Notes"] = "Description", [Pools.City] = "Mailing_City",
    };

    private static readonly CsvShape s_shape = new();

    private readonly ZohoWorld _world;
    private readonly int _choice;
    private ScenarioPolicy _policy;
    private int _made;
    private int _runs;

    private ZohoLawPlay(ZohoWorld world, Scenario scenario)
    {
        (_world, _policy, _choice) = (world, scenario.Policy, scenario.Choice);
        File.WriteAllText(world.QbPath, $"Id,{string.Join(',', s_names.Keys)}\n");
        foreach (var seed in scenario.Crm)
            Add(Side.Crm, seed);
        foreach (var seed in scenario.Qb)
            Add(Side.Qb, seed);
    }

    public static async Task PlayAsync(Scenario scenario)
    {
        await using var world = await ZohoWorld.StartAsync();
        var play = new ZohoLawPlay(world, scenario);
        foreach (var step in scenario.Steps)
            await play.DoAsync(step);
    }

    private async Task DoAsync(Step step)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var contacts = _world.Zoho.Contacts.Existing.ToList();
        switch (step)
        {
            case AddStep add:
                Add(add.Side, add.Seed);
                break;
            case EditStep { Side: Side.Crm } edit when edit.Record < contacts.Count && s_names.TryGetValue(edit.Field, out var name):
                _world.Zoho.Change(contacts[edit.Record], (name, Typed(edit.Field, edit.Value)));
                break;
            case EditStep { Side: Side.Qb } edit when s_names.ContainsKey(edit.Field):
                EditFile(sheet =>
                {
                    if (edit.Record < sheet.Rows.Count)
                        sheet.Set(sheet.Rows[edit.Record], edit.Field, edit.Value);
                });
                break;
            case DeleteStep { Side: Side.Crm } delete when delete.Record < contacts.Count:
                _world.Zoho.Delete(contacts[delete.Record]);
                break;
            case DeleteStep { Side: Side.Qb } delete:
                EditFile(sheet =>
                {
                    if (delete.Record < sheet.Rows.Count)
                        sheet.Rows.RemoveAt(delete.Record);
                });
                break;
            case RestoreStep { Side: Side.Crm } restore when _world.Zoho.Contacts.Records.Values.Where(record => record.Deleted is not null).ToList() is { Count: > 0 } deleted:
                _world.Zoho.Restore(deleted[restore.Record % deleted.Count]);
                break;
            case PolicyStep policy:
                _policy = policy.Policy;
                break;
            case RunStep run:
                await RunAsync(run);
                break;
        }
    }

    private async Task RunAsync(RunStep step)
    {
        var options = new RunOptions { Mode = step.Mode, Priority = step.Priority, All = step.All };
        var mode = step.Mode ?? _policy.Mode;
        var before = Keys();
        var file = File.ReadAllBytes(_world.QbPath);
        // In some scenarios answers are lost now and then; then the next run clears up.
        if (_choice % 3 == 0 && ++_runs % 2 == 1)
            _world.Emulator.Faults.Add((_choice / 3 % 2) == 0 ? ZohoFaultKind.ResetAfter : ZohoFaultKind.ErrorAfter, (_choice / 6 % 2) == 0 ? "POST" : "PUT", "/crm/v8/Contacts", 2);
        var (result, entries, calls) = await RunAsync(options);
        var wasDisturbed = !_world.Emulator.Faults.Any && _choice % 3 == 0;
        _world.Emulator.Faults.Clear();
        if (result.Error is { Id: not SyncErrorId.SafetyThresholdExceeded } error)
            throw new LawViolationException($"The run ended with {error}");
        Law.Demand([
            .. Doubled(before),
            .. mode == SyncMode.Export && calls.Any(IsWrite) ? ["Export wrote to the CRM"] : Array.Empty<string>(),
            .. mode == SyncMode.Import && !file.AsSpan().SequenceEqual(File.ReadAllBytes(_world.QbPath)) ? ["Import wrote to the file"] : Array.Empty<string>(),
            .. wasDisturbed ? [] : Unaccounted(result.Run!, calls),
        ]);
        if (result.Error is not null || entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        if (mode == SyncMode.Synchronize && _policy.City is null)
            Law.Demand(await DivergingAsync(step.Priority ?? _policy.Priority));
        var (again, told, more) = await RunAsync(options);
        Law.Demand([.. more.Where(IsWrite).Select(call => $"a run straight after wrote: {call} {call.Request.Body}"), .. told.Where(AccountedLaw.IsWrite).Select(entry => $"told again: {EntryText.Of(entry)}")]);
        Law.Demand(again.Error is null ? [] : [$"a run straight after ended with {again.Error}"]);
    }

    private async Task<(RunResult Result, List<SyncEntry> Entries, List<ZohoCall> Calls)> RunAsync(RunOptions options)
    {
        _world.Emulator.ForgetCalls();
        var basis = _world.Profile;
        var profile = _policy.ToProfile() with
        {
            Name = basis.Name,
            Path = basis.Path,
            StatePath = basis.StatePath,
            Crm = basis.Crm,
            Qb = basis.Qb,
            Rules = [.. basis.Rules.Select(rule => rule with { Direction = _policy.Of(rule.Field.Name).Direction, Priority = _policy.Of(rule.Field.Name).Priority })],
        };
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var result = await _world.Engine.RunAsync(profile, options, new SilentObserver(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return (result, await _world.EntriesAsync(result.Run!.SyncId), [.. _world.Emulator.ApiCalls]);
    }

    private static bool IsWrite(ZohoCall call) =>
        call.Path.StartsWith("/crm/v8/Contacts", StringComparison.Ordinal) && call.Method is "POST" or "PUT" or "DELETE";

    private static IEnumerable<string> Unaccounted(SyncRun run, List<ZohoCall> calls)
    {
        int Done(string method) => calls.Where(call => IsWrite(call) && call.Method == method && call.AnswerBody.Length > 0)
            .Sum(call => (JObject.Parse(call.AnswerBody)["data"] as JArray ?? []).Count(row => (string?)row["status"] == "success"));
        foreach (var (what, told, done) in new[] { ("created", run.CrmCreated, Done("POST")), ("updated", run.CrmUpdated, Done("PUT")), ("deleted", run.CrmDeleted, Done("DELETE")) })
        {
            if (told != done)
                yield return $"{told} {what} are told, {done} were";
        }
    }

    private IEnumerable<string> Doubled(Dictionary<(Side, string), int> before) =>
        from key in Keys()
        where key.Value > Math.Max(1, before.GetValueOrDefault(key.Key))
        select $"{key.Key.Item2} stands {key.Value} times on {key.Key.Item1}";

    private Dictionary<(Side, string), int> Keys()
    {
        var sheet = Load();
        return _world.Zoho.Contacts.Existing.Select(contact => (Side.Crm, Email: contact.Text("Email")))
            .Concat(sheet.Rows.Select(row => (Side.Qb, Email: sheet.Cell(row, Pools.Email))))
            .Where(pair => Agreement.IsAddress(pair.Email))
            .CountBy(pair => (pair.Item1, Agreement.Normal(Pools.Email, pair.Email)!))
            .ToDictionary();
    }

    private async Task<List<string>> DivergingAsync(SyncPriority priority)
    {
        var sheet = Load();
        var rows = sheet.Rows.ToDictionary(row => sheet.Cell(row, CsvSheet.Id)!);
        var found = new List<string>();
        foreach (var link in await _world.LinksAsync())
        {
            if (_world.Zoho.Contacts.Find(link.CrmId) is not { } contact || !rows.TryGetValue(link.QbId!, out var row))
                continue;
            foreach (var (field, name) in s_names)
            {
                var (crm, qb) = (TextOf(contact, name), sheet.Cell(row, field));
                if (_policy.Of(field).Direction != FieldDirection.Both || (_policy.Of(field).Priority ?? priority) == SyncPriority.Manual
                    || Agreement.IsBlank(crm) || Agreement.IsBlank(qb) || !Agreement.IsAddress(sheet.Cell(row, Pools.Email)) || !Agreement.IsAddress(contact.Text("Email")))
                {
                    continue;
                }
                if (Agreement.Normal(field, crm) != Agreement.Normal(field, qb) && field != Pools.LastName)
                    found.Add($"{field} of {link.CrmId} differs: '{crm}' and '{qb}'");
            }
        }
        return found;
    }

    private string? TextOf(ZohoRecord contact, string name) =>
        name == "Account_Name" ? _world.Zoho.Accounts.Find(contact.Text(name))?.Text("Account_Name") : contact.Text(name);

    private void Add(Side side, Seed seed)
    {
        var values = seed.Values.Where(pair => s_names.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value);
        if (side == Side.Crm)
        {
            _world.Zoho.AddContact([.. s_names.Select(pair => (pair.Value, Typed(pair.Key, values.GetValueOrDefault(pair.Key))))]);
            return;
        }
        EditFile(sheet =>
        {
            var row = Enumerable.Repeat("", sheet.Headers.Count).ToArray();
            sheet.Set(row, CsvSheet.Id, (++_made * 1000).ToString(System.Globalization.CultureInfo.InvariantCulture));
            foreach (var (field, value) in values)
                sheet.Set(row, field, value);
            sheet.Rows.Add(row);
        });
    }

    /// <summary>What Zoho lets a person type: one bare address or none, and always a last name.</summary>
    private static string? Typed(string field, string? value) => field switch
    {
        Pools.Email => Agreement.IsAddress(value) ? value!.Split(',', ';')[0].Trim().Replace("mailto:", "", StringComparison.Ordinal) : null,
        Pools.LastName => Agreement.IsBlank(value) ? "Ames" : value!.Trim(),
        _ => value,
    };

    private CsvSheet Load() => CsvSheet.Parse(s_shape, File.ReadAllText(_world.QbPath));

    private void EditFile(Action<CsvSheet> edit)
    {
        var sheet = Load();
        edit(sheet);
        File.WriteAllText(_world.QbPath, sheet.ToString());
    }
}
