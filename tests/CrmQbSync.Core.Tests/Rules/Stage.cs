using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Short words for examples of rules. Most are about one pair, Ann.</summary>
internal static class Stage
{
    public const string Ann = "ann@x.com";

    /// <summary>The id of Ann's contact.</summary>
    public const string CrmAnn = "Crm.ann@x.com.1";

    /// <summary>The id of Ann's customer.</summary>
    public const string QbAnn = "Qb.ann@x.com.1";

    /// <summary>The id of Bob's contact, where there is one.</summary>
    public const string CrmBob = "Crm.bob@x.com.1";

    /// <summary>The id of Bob's customer, where there is one.</summary>
    public const string QbBob = "Qb.bob@x.com.1";

    /// <summary>A world over Email, FirstName, LastName, Company, Phone and Notes.</summary>
    public static World Set(Flavour flavour, Func<SyncProfile, SyncProfile>? adjust = null, Func<SideShape, SideShape>? crm = null, Func<SideShape, SideShape>? qb = null)
    {
        var shape = flavour == Flavour.Files ? SideShape.File : SideShape.Service;
        var profile = World.ProfileOf(new[] { "Email", "FirstName", "LastName", "Company", "Phone", "Notes" }.Select(field => World.Rule(field)));
        var crmShape = shape with { NeedsLastName = true };
        var qbShape = shape with { NeedsUniqueName = true };
        return new World(
            adjust is null ? profile : adjust(profile),
            crm is null ? crmShape : crm(crmShape),
            qb is null ? qbShape : qb(qbShape));
    }

    /// <summary>A world with Ann on both sides, linked, with these values beside her last name on either side.</summary>
    public static async Task<World> PairAsync(Flavour flavour, Func<SyncProfile, SyncProfile>? adjust = null, params (string Field, string? Value)[] values)
    {
        var world = Set(flavour, adjust);
        await world.AddPairAsync(Ann, values);
        return world;
    }

    /// <summary>A world with Ann and Bob on both sides, each linked.</summary>
    public static async Task<World> TwoPairsAsync(Flavour flavour, Func<SyncProfile, SyncProfile>? adjust = null)
    {
        var world = await PairAsync(flavour, adjust);
        await world.AddPairAsync("bob@x.com");
        Assert.Equal((CrmBob, QbBob), (world.Crm.Existing[1].Id, world.Qb.Existing[1].Id));
        return world;
    }

    /// <summary>Adds a record to both sides, and links the two.</summary>
    public static async Task AddPairAsync(this World world, string email, params (string Field, string? Value)[] values)
    {
        (string, string?)[] all = [("LastName", "Ames"), .. values];
        world.Crm.Put(email, all);
        world.Qb.Put(email, all);
        var ran = await world.SyncAsync();
        Assert.Equal(RunStatus.Succeeded, ran.Run.Status);
        Assert.Equal("Link None Done", ran.Lines);
    }

    /// <summary>A person makes a record.</summary>
    public static string Put(this MemorySide side, string? email, params (string Field, string? Value)[] values) =>
        side.Add(values.Select(pair => KeyValuePair.Create(pair.Field, pair.Value)).Prepend(KeyValuePair.Create(CanonicalFields.Email, email)));

    /// <summary>A run, a minute later.</summary>
    public static async Task<Ran> SyncAsync(this World world, RunOptions? options = null)
    {
        world.Wait();
        var result = await world.RunAsync(options);
        Assert.Empty(world.Guard.Breaches);
        return new Ran(result.Run!, await world.EntriesAsync(result.Run!.SyncId), result.Error);
    }

    /// <summary>An undo, a minute later.</summary>
    public static async Task<Ran> TakeBackAsync(this World world, long syncId)
    {
        world.Wait();
        var result = await world.UndoAsync(syncId);
        Assert.Empty(world.Guard.Breaches);
        return new Ran(result.Run!, await world.EntriesAsync(result.Run!.SyncId), result.Error);
    }

    /// <summary>The undo of a run that created Ann on a side deletes her there, and the next runs leave her source alone until somebody changes it.</summary>
    public static async Task AssertCreationOfAnnIsUndoneForGoodAsync(this World world, Side side, long syncId)
    {
        Assert.Equal($"Delete {side} Done; Hold None Held UndoneCreation", (await world.TakeBackAsync(syncId)).Lines);
        Assert.Equal(("bob@x.com", "ann@x.com bob@x.com"), (world[side].Addresses(), world[side.Other()].Addresses()));
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal(("bob@x.com", "ann@x.com bob@x.com"), (world[side].Addresses(), world[side.Other()].Addresses()));
        world[side.Other()].Edit(side == Side.Qb ? CrmAnn : QbAnn, "Notes", "a");
        Assert.Equal($"Create {side} Done", (await world.SyncAsync()).Lines);
    }

    /// <summary>A run in a mode.</summary>
    public static Task<Ran> SyncAsync(this World world, SyncMode mode) => world.SyncAsync(new RunOptions { Mode = mode });

    /// <summary>A run that handles everything.</summary>
    public static Task<Ran> SyncAllAsync(this World world) => world.SyncAsync(new RunOptions { All = true });

    /// <summary>A field of Ann's contact and of her customer.</summary>
    public static string Both(this World world, string field) => $"{world.Crm[CrmAnn][field]}|{world.Qb[QbAnn][field]}";

    /// <summary>The addresses on a side.</summary>
    public static string Addresses(this MemorySide side) => string.Join(' ', side.Existing.Select(record => record["Email"] ?? "-").Order(StringComparer.Ordinal));

    /// <summary>The only record of a side.</summary>
    public static MemoryRecord Only(this MemorySide side) => Assert.Single(side.Existing);

    /// <summary>How many writes the engine has made.</summary>
    public static int Writes(this World world) => world.Crm.Log.Count + world.Qb.Log.Count;

    /// <summary>The profile with another rule for a field.</summary>
    public static SyncProfile With(this SyncProfile profile, string field, FieldDirection direction = FieldDirection.Both, SyncPriority? priority = null) =>
        profile with { Rules = [.. profile.Rules.Select(rule => rule.Field.Name == field ? World.Rule(field, direction, priority) : rule)] };

    /// <summary>The profile with a filter.</summary>
    public static SyncProfile Only(this SyncProfile profile, string field, params string[] values) =>
        profile with { Filter = [new FilterTerm(CanonicalFields.Find(field)!, [.. values])] };

    /// <summary>Edits the profile.</summary>
    public static void Change(this World world, Func<SyncProfile, SyncProfile> change) => world.Profile = change(world.Profile);

    /// <summary>The engine itself, for what the world has no word for.</summary>
    public static ContactSync EngineOf(World world, TimeProvider? clock = null) => new(new SyncServices
    {
        Clock = clock ?? world.Clock,
        Connections = new MemoryConnectionFactory(world, null),
        States = world.States,
        NewToken = () => Guid.NewGuid().ToString("N"),
    });

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
