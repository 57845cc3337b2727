using System.Globalization;
using CrmQbSync;
using CrmQbSync.Contacts;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using CrmQbSync.Tests.StateHost;

// A process of its own that works until it is killed: on a state, StateHost <run|loop> <path of the state>, or on the two files of a
// profile, StateHost <sync|hold> <path of the profile>; hold waits for a line of input before it writes.
// With token <service> <home folder> <profile> it signs in, with listen <port> it listens there, again and again.
if (args[0] == "listen")
    return ListenHost.Run(args[1]);
if (args[0] == "token")
    return await TokenHost.RunAsync(new Uri(args[1]), args[2], args[3]);
if (args[0] is "sync" or "hold")
    return await SyncHost.RunAsync(args[1], waits: args[0] == "hold");
var location = new StateLocation("Sqlite", args[1], "/other/profile.yaml");
await using var store = await new SqliteStateStoreFactory(TimeProvider.System).OpenAsync(location, CancellationToken.None);
IAsyncDisposable held;
try
{
    held = await store.AcquireLockAsync(CancellationToken.None);
}
catch (SyncException exception)
{
    Console.WriteLine(exception.Id);
    return 1;
}
await using (held)
{
    var run = await store.BeginRunAsync(new SyncRun { StartedAt = TimeProvider.System.GetUtcNow() }, 365, CancellationToken.None);
    var layout = new FieldLayout(FieldSet.Canonical, [.. FieldSet.Canonical.Fields.Select(field => field.Name)]);
    Console.WriteLine(run.SyncId.ToString(CultureInfo.InvariantCulture));
    for (var round = 1; args[0] == "loop"; round++)
    {
        await store.CommitAsync(Batch(round, run, layout), CancellationToken.None);
        Console.WriteLine(round.ToString(CultureInfo.InvariantCulture));
    }
    // Until it is killed, or told to end in order.
    Console.ReadLine();
}
return 0;

static StateChanges Batch(int round, SyncRun run, FieldLayout layout)
{
    var changes = new StateChanges { Layout = layout, Run = run with { Linked = round * 50 } };
    for (var place = 0; place < 50; place++)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"person{round}-{place}@example.com");
        changes.Links.Add(new LinkMemory
        {
            CrmId = $"c-{key}",
            QbId = $"q-{key}",
            CrmKey = key,
            QbKey = key,
            CrmBase = PackedValues.Pack(new string?[FieldSet.Canonical.Count]),
            LastSyncId = run.SyncId,
        });
        changes.Entries.Add(new SyncEntry { SyncId = run.SyncId, Action = ChangeAction.Link, Email = key });
    }
    return changes;
}
