using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>What an organisation holds, and how its service behaves. Tests look at it and change it while holding <see cref="Gate"/> or between calls.</summary>
public sealed class ZohoOrganisation(TimeProvider clock)
{
    private long _lastId = 4150868000000400000;

    /// <summary>Guards everything.</summary>
    public object Gate { get; } = new();

    public TimeProvider Clock { get; } = clock;

    public string OrganisationId { get; set; } = "4150868000000225017";

    public string CompanyName { get; set; } = "Zylker";

    /// <summary>free, standard, professional, enterprise or ultimate.</summary>
    public string Edition { get; set; } = "enterprise";

    /// <summary>The users; the first is the one that is signed in.</summary>
    public List<ZohoUser> Users { get; } = [new ZohoUser()];

    /// <summary>Whether lists of users begin with the last one.</summary>
    public bool ListsUsersInReverse { get; set; }

    /// <summary>Whether the list of administrators is refused.</summary>
    public bool RefusesAdministratorList { get; set; }

    public ZohoModule Contacts { get; } = ZohoModule.Contacts();

    public ZohoModule Accounts { get; } = ZohoModule.Accounts();

    /// <summary>The time zone that the user chose; all times are told in it.</summary>
    public TimeZoneInfo UserZone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Rows that pages reach without a page token.</summary>
    public int DiscretePagingLimit { get; set; } = 2000;

    /// <summary>Rows that page tokens reach.</summary>
    public int TokenPagingLimit { get; set; } = 100_000;

    /// <summary>Credits in 24 hours.</summary>
    public int CreditLimit { get; set; } = 5_000_000;

    /// <summary>Whether a mixed result is 200 instead of 207, as in sandboxes.</summary>
    public bool IsSandbox { get; set; }

    /// <summary>Whether failing inserts are 202, as API v2 had it.</summary>
    public bool AnswersLikeV2 { get; set; }

    /// <summary>Whether unknown fields of a row are passed over instead of refused.</summary>
    public bool IgnoresUnknownFields { get; set; }

    /// <summary>How long what was written is missing in searches.</summary>
    public TimeSpan SearchDelay { get; set; } = TimeSpan.FromMinutes(2);

    public ZohoStalePolicy StalePolicy { get; set; }

    /// <summary>Whether restoring a record counts as a modification.</summary>
    public bool RestoringModifies { get; set; }

    /// <summary>Whether answers tell the server's time.</summary>
    public bool TellsTime { get; set; } = true;

    /// <summary>Whether COQL compares text without regard to case.</summary>
    public bool CoqlIgnoresCase { get; set; } = true;

    /// <summary>How many rows a COQL call gives at most.</summary>
    public int CoqlRows { get; set; } = 2000;

    /// <summary>Whether queries that bring rows together are rejected.</summary>
    public bool RefusesGroups { get; set; }

    /// <summary>How many looks at a bulk job it takes until that is finished.</summary>
    public int BulkLooks { get; set; } = 2;

    /// <summary>How many rows a bulk job gives.</summary>
    public int BulkRows { get; set; } = 200_000;

    /// <summary>Whether bulk jobs fail.</summary>
    public bool BulkFails { get; set; }

    /// <summary>Whether a bulk job that does not hold all rows gives a token for the next; else that is asked for by its number. Zoho's pages say both.</summary>
    public bool BulkGivesTokens { get; set; } = true;

    /// <summary>Rows that a bulk job leaves out, though lists have them.</summary>
    public Func<ZohoRecord, bool>? BulkLeavesOut { get; set; }

    public ZohoModule? Module(string? name) => name switch { "Contacts" => Contacts, "Accounts" => Accounts, _ => null };

    /// <summary>Now, in whole seconds.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = Clock.GetUtcNow();
            return now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>A time as the API tells it: in the user's zone, whole seconds.</summary>
    public string Tell(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, UserZone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>A time that somebody sends; null if it is none.</summary>
    public static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>Adds a record as a person at the screen would, now.</summary>
    public ZohoRecord Add(ZohoModule module, IReadOnlyDictionary<string, string?> values, DateTimeOffset? time = null)
    {
        lock (Gate)
        {
            var record = new ZohoRecord { Id = ++_lastId, Created = time ?? Now, Modified = time ?? Now };
            Fill(module, record, values);
            module.Records.Add(record.Id, record);
            return record;
        }
    }

    /// <summary>Adds a contact; a company is named and becomes an account.</summary>
    public ZohoRecord AddContact(params (string Name, string? Value)[] values) => Add(Contacts, values.ToDictionary(value => value.Name, value => value.Value));

    /// <summary>Changes a record as a person at the screen would, now.</summary>
    public void Change(ZohoRecord record, params (string Name, string? Value)[] values)
    {
        lock (Gate)
        {
            Fill(Contacts.Records.ContainsKey(record.Id) ? Contacts : Accounts, record, values.ToDictionary(value => value.Name, value => value.Value));
            record.Modified = Now;
        }
    }

    /// <summary>Moves a record to the recycle bin.</summary>
    public void Delete(ZohoRecord record)
    {
        lock (Gate)
            record.Deleted = Now;
    }

    /// <summary>Takes a record out of the recycle bin; false if it is not there.</summary>
    public bool Restore(ZohoRecord record)
    {
        lock (Gate)
        {
            if (record.Deleted is null || record.IsPermanent || record.Deleted < Now.AddDays(-60))
                return false;
            record.Deleted = null;
            if (RestoringModifies)
                record.Modified = Now;
            return true;
        }
    }

    /// <summary>Merges a contact into another: the child is gone, the master is edited.</summary>
    public void Merge(ZohoRecord master, ZohoRecord child)
    {
        lock (Gate)
        {
            foreach (var (name, value) in child.Values)
                master.Values.TryAdd(name, value);
            master.Modified = Now;
            child.Deleted = Now;
            child.IsPermanent = true;
        }
    }

    /// <summary>The value of a field as the API gives it.</summary>
    public JToken Value(ZohoModule module, ZohoRecord record, string field) => field switch
    {
        "id" => record.IdText,
        "Created_Time" => Tell(record.Created),
        "Modified_Time" => Tell(record.Modified),
        "Owner" or "Created_By" or "Modified_By" => new JObject { ["name"] = Users[0].Name, ["id"] = Users[0].Id, ["email"] = Users[0].Email },
        "Full_Name" => $"{record.Text("First_Name")} {record.Text("Last_Name")}".Trim(),
        _ when module.Fields[field].LookupModule is { } other => Lookup(Module(other)!, record.Text(field)),
        _ => record.Values.GetValueOrDefault(field)?.DeepClone() ?? JValue.CreateNull(),
    };

    /// <summary>A new, higher id.</summary>
    internal long NextId() => ++_lastId;

    private static JToken Lookup(ZohoModule module, string? id) =>
        module.Find(id) is { } found ? new JObject { ["name"] = found.Text("Account_Name"), ["id"] = found.IdText } : JValue.CreateNull();

    private void Fill(ZohoModule module, ZohoRecord record, IReadOnlyDictionary<string, string?> values)
    {
        foreach (var (name, value) in values)
        {
            if (!module.Fields.TryGetValue(name, out var field))
                throw new ArgumentException($"{module.Name} has no field {name}.", nameof(values));
            if (string.IsNullOrEmpty(value))
                record.Values.Remove(name);
            else
                record.Values[name] = field.LookupModule is null ? value : AccountNamed(value).IdText;
        }
    }

    private ZohoRecord AccountNamed(string name) =>
        Accounts.Existing.FirstOrDefault(account => account.Text("Account_Name") == name)
        ?? Add(Accounts, new Dictionary<string, string?> { ["Account_Name"] = name });
}
