using CrmQbSync.Contacts;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>The laws over an emulated company, with the generated scenarios of the laws in memory; what is uncertain about the service differs from one to the next.</summary>
public sealed class CompanyLawTests
{
    [Fact]
    public void What_the_company_shows_obeys_the_laws() => Law.Holds(scenario => PlayAsync(scenario.AtScreens()), share: 0.25);

    private static async Task PlayAsync(Scenario scenario)
    {
        await using var world = await CompanyWorld.StartAsync(scenario.Policy.ToProfile(), scenario.CrmShape with { Limits = scenario.CrmShape.Limits.Clear() });
        CompanyWorld.Turn(world.Emulator.Knobs, scenario.Choice);
        foreach (var seed in scenario.Crm)
            world.Crm.Add(seed.Values);
        foreach (var seed in scenario.Qb)
            world.Add(seed);
        var policy = scenario.Policy;
        foreach (var step in scenario.Steps)
        {
            world.Wait();
            switch (step)
            {
                case AddStep { Side: Side.Crm } add:
                    world.Crm.Add(add.Seed.Values);
                    break;
                case AddStep add:
                    world.Add(add.Seed);
                    break;
                case EditStep { Side: Side.Crm } edit when world.Crm.Existing is { Count: > 0 } contacts:
                    world.Crm.Edit(contacts[edit.Record % contacts.Count].Id, edit.Field, edit.Value);
                    break;
                case EditStep { Side: Side.Qb } edit when world.Existing is { Count: > 0 } customers:
                    world.Edit(customers[edit.Record % customers.Count], edit.Field, edit.Value);
                    break;
                case DeleteStep { Side: Side.Crm } delete when world.Crm.Existing is { Count: > 0 } contacts:
                    world.Crm.Delete(contacts[delete.Record % contacts.Count].Id);
                    break;
                case DeleteStep { Side: Side.Qb } delete when world.Existing is { Count: > 0 } customers:
                    world.Company.Deactivate((string)customers[delete.Record % customers.Count]["Id"]!);
                    break;
                case RestoreStep { Side: Side.Qb } restore when world.Inactive is { Count: > 0 } customers:
                    CompanyWorld.Reactivate(world.Company, customers[restore.Record % customers.Count]);
                    break;
                case PolicyStep edited:
                    policy = edited.Policy;
                    world.Use(policy.ToProfile(), policy.IncludeJobs);
                    break;
                case RunStep run:
                    await RunAsync(world, policy, run);
                    break;
            }
        }
    }

    private static async Task RunAsync(CompanyWorld world, ScenarioPolicy policy, RunStep step)
    {
        var options = new RunOptions
        {
            Mode = step.Mode,
            Priority = step.Priority,
            All = step.All,
            Force = true,
            Selection = step.Pick?.Email is { } email ? new RecordSelection { Emails = [email] } : null,
        };
        var before = world.Company.Customers;
        var (crmBefore, crmLog) = (world.Crm.Existing, world.Crm.Log.Count);
        var result = await world.RunAsync(options);
        if (result.Error is not null || result.Run!.Status is not (RunStatus.Succeeded or RunStatus.CompletedWithErrors))
            throw new LawViolationException($"The run ended as {result.Run?.Status}: {result.Error}");
        var entries = await world.EntriesAsync(result.Run.SyncId);
        var mode = options.Mode ?? policy.Mode;
        Law.Demand(
        [
            .. world.Guard.Breaches,
            .. world.Company.Complaints,
            .. entries.Where(entry => entry.Status == EntryStatus.Failed && entry.ErrorCode != ErrorCodes.EmailInUse && !IsCleared(world, entry)).Select(entry => $"failed: {EntryText.Of(entry)} {entry.ErrorCode} {entry.Message}"),
            .. mode == SyncMode.Import && !Same(before, world.Company.Customers) ? ["Import wrote to QuickBooks"] : Array.Empty<string>(),
            .. mode == SyncMode.Export && world.Crm.Log.Count != crmLog ? ["Export wrote to the CRM"] : Array.Empty<string>(),
            .. Doubled(before.Where(Counts).Select(KeyOf), world.Company.Customers.Where(Counts).Select(KeyOf), "QuickBooks"),
            .. Doubled(crmBefore.Select(contact => Agreement.Normal(Pools.Email, contact[Pools.Email])), world.Crm.Existing.Select(contact => Agreement.Normal(Pools.Email, contact[Pools.Email])), "the CRM"),
            .. Lost(before, world, entries),
        ]);
        // What a customer held that came back in place of a new one flows in the run after.
        if (entries.Exists(entry => entry is { Action: ChangeAction.Create, Target: ChangeTarget.Qb, Status: EntryStatus.Done } && before.Any(customer => (string?)customer["Id"] == entry.QbId)))
            await world.RunAsync(options);
        await DemandQuietAsync(world, options, entries);

        bool Counts(JObject customer) => (bool)customer["Active"]! && (policy.IncludeJobs || customer["ParentRef"] is null);
    }

    /// <summary>Where blanks are refused or ignored, and a full update is not possible, clearing fails; nothing in these scenarios makes it impossible.</summary>
    private static bool IsCleared(CompanyWorld world, SyncEntry entry) => entry.ErrorCode == ErrorCodes.ChangedMeanwhile && world.Inactive.Any(customer => (string?)customer["Id"] == entry.QbId);

    private static string? KeyOf(JObject customer) => Agreement.Normal(Pools.Email, CompanyWorld.Value(customer, Pools.Email));

    private static bool Same(IReadOnlyList<JObject> before, IReadOnlyList<JObject> after) => before.Count == after.Count && before.Zip(after).All(pair => JToken.DeepEquals(pair.First, pair.Second));

    private static IEnumerable<string> Doubled(IEnumerable<string?> before, IEnumerable<string?> after, string side)
    {
        var counts = before.OfType<string>().CountBy(key => key).ToDictionary();
        return after.OfType<string>().CountBy(key => key)
            .Where(key => key.Value > Math.Max(1, counts.GetValueOrDefault(key.Key)))
            .Select(key => $"{key.Key} stands {key.Value} times in {side}");
    }

    /// <summary>Values of customers that stand neither where they stood nor in an entry, and members that nobody maps.</summary>
    private static IEnumerable<string> Lost(IReadOnlyList<JObject> before, CompanyWorld world, List<SyncEntry> entries)
    {
        foreach (var customer in before)
        {
            var now = world.Company.Find((string)customer["Id"]!)!;
            foreach (var field in Pools.Fields)
            {
                var value = CompanyWorld.Value(customer, field);
                if (value is not null && CompanyWorld.Value(now, field) != value
                    && !entries.Any(entry => entry.Status == EntryStatus.Done && entry.Fields.Any(change => change.Field == field && (change.OldValue == value || entry.Action == ChangeAction.Create))))
                {
                    yield return $"lost: {field}='{value}' of customer {customer["Id"]}";
                }
            }
            foreach (var member in new[] { "Taxable", "CurrencyRef", "DefaultTaxCodeRef", "PreferredDeliveryMethod", "ParentRef", "Balance" })
            {
                if (!JToken.DeepEquals(customer[member], now[member]))
                    yield return $"{member} of customer {customer["Id"]} was {customer[member]}, is {now[member]}";
            }
        }
    }

    /// <summary>A run straight after one without failures writes nothing, and asks the company twice at most.</summary>
    private static async Task DemandQuietAsync(CompanyWorld world, RunOptions options, List<SyncEntry> entries)
    {
        if (entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        var (customers, log) = (world.Company.Customers, world.Crm.Log.Count);
        world.Emulator.ForgetCalls();
        var again = await world.RunAsync(options);
        if (!Same(customers, world.Company.Customers) || world.Crm.Log.Count != log)
        {
            var told = (await world.EntriesAsync(again.Run!.SyncId)).Where(AccountedLaw.IsWrite).Select(EntryText.Of);
            throw new LawViolationException($"A run straight after it wrote: {string.Join("; ", told)}");
        }
        if (world.Emulator.ApiCalls.Count > 2)
            throw new LawViolationException($"A run without changes made the calls {string.Join(", ", world.Emulator.ApiCalls.Select(call => $"{call.Method} {call.Resource}"))}");
    }
}
