using System.Collections.Immutable;
using System.Globalization;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Which field of a profile is which member of a customer.</summary>
internal sealed class CustomerMapping
{
    /// <summary>What QuickBooks puts behind the name of an inactive customer.</summary>
    public const string DeletedSuffix = " (deleted)";

    /// <summary>A member of our own: that the customer has an open balance, which it does not show itself.</summary>
    public const string Owed = "crmqbsync.owed";

    private readonly Dictionary<string, CustomerMember> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The mapping of a profile.</summary>
    /// <exception cref="SyncException">ProfileInvalid for a name that no customer has, or that may only be read.</exception>
    public CustomerMapping(SyncProfile profile)
    {
        var fields = ImmutableArray.CreateBuilder<ContactField>();
        foreach (var rule in profile.Rules)
        {
            if ((rule.QbName ?? DefaultMapping.OfQuickBooksOnline(rule.Field.Name)) is not { } name)
                continue;
            var member = CustomerMembers.Find(name) ?? throw Unknown(profile, rule);
            if (member.IsReadOnly && rule.Direction is not (FieldDirection.QbToCrm or FieldDirection.None))
                throw ReadOnly(profile, rule);
            _members.Add(rule.Field.Name, member);
            fields.Add(rule.Field);
        }
        Fields = fields.ToImmutable();
    }

    /// <summary>The fields that QuickBooks Online has.</summary>
    public ImmutableArray<ContactField> Fields { get; }

    /// <summary>What a field is.</summary>
    public CustomerMember this[string field] => _members[field];

    /// <summary>Which field is which member, in a line.</summary>
    public override string ToString() => string.Join(' ', Fields.Select(field => $"{field.Name}={_members[field.Name]}"));

    /// <summary>The fields of a run that are parts of an address.</summary>
    public IEnumerable<ContactField> FieldsOf(string address, FieldSet fields) =>
        fields.Fields.Where(field => _members.TryGetValue(field.Name, out var member) && member.IsInAddress && member.Name == address);

    /// <summary>Whether a field is what a refusal is about, by the member that it names or the only one that its code is of.</summary>
    public bool IsMeant(ContactField field, QuickBooksFault fault)
    {
        var member = _members[field.Name];
        var named = fault.Code switch
        {
            FaultCodes.BadWebsite => "WebAddr",
            FaultCodes.BadEmail => "PrimaryEmailAddr",
            _ => fault.Element,
        };
        var parts = named?.Split('.', '/') ?? [];
        return parts is [var name, ..] && name.Equals(member.Name, StringComparison.OrdinalIgnoreCase)
            && (!member.IsInAddress || parts.Length == 1 || member.Holds(parts[1]));
    }

    /// <summary>A customer as the engine sees it.</summary>
    public ContactRecord Read(JObject customer, FieldSet fields)
    {
        var values = new string?[fields.Count];
        for (var field = 0; field < values.Length; field++)
            values[field] = _members.TryGetValue(fields[field].Name, out var member) ? member.Read(customer) : null;
        var active = IsActive(customer);
        return new ContactRecord(IdOf(customer), PackedValues.Pack(values), TimeOf(customer, "LastUpdatedTime"), TimeOf(customer, "CreateTime"))
        {
            Version = (string?)customer["SyncToken"] is { } token ? new CustomerVersion(token, HoldsMore(customer, fields)).Write() : null,
            OwnName = active ? (string?)customer["DisplayName"] : NameOf(customer),
            Deleted = !active,
            IsJob = (bool?)customer["Job"] == true || customer["ParentRef"] is JObject,
            HasOpenBalance = IsOwed(customer, "Balance") || IsOwed(customer, "BalanceWithJobs") || customer[Owed] is not null,
        };
    }

    /// <summary>A record that is gone for good, of which only its id is told.</summary>
    public static ContactRecord Gone(JObject row) => new(IdOf(row), default, TimeOf(row, "LastUpdatedTime")) { Deleted = true };

    /// <summary>The service's id.</summary>
    public static string IdOf(JObject customer) => (string)customer["Id"]!;

    /// <summary>Whether a customer is active; one of which it is not said is.</summary>
    public static bool IsActive(JObject customer) => (bool?)customer["Active"] ?? true;

    /// <summary>The display name, without what QuickBooks puts behind that of an inactive customer.</summary>
    public static string? NameOf(JObject customer)
    {
        var name = (string?)customer["DisplayName"];
        return name is not null && !IsActive(customer) && name.EndsWith(DeletedSuffix, StringComparison.Ordinal) ? name[..^DeletedSuffix.Length] : name;
    }

    /// <summary>A time of the customer's MetaData, whatever its offset; null if it is not there.</summary>
    public static DateTimeOffset? TimeOf(JObject customer, string name) => ReadTime((string?)(customer["MetaData"] as JObject)?[name]);

    /// <summary>A time as the service writes it; null if it is none.</summary>
    public static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    /// <summary>Whether an address of the customer holds what no field of the run reads.</summary>
    private bool HoldsMore(JObject customer, FieldSet fields) => CustomerMembers.Addresses.Any(name =>
        customer[name] is JObject address && CustomerMembers.PartsOf(address).Any(part => !IsRead(name, part, fields)));

    private bool IsRead(string address, string part, FieldSet fields) => FieldsOf(address, fields).Any(field => _members[field.Name].Holds(part));

    private static bool IsOwed(JObject customer, string name) =>
        customer[name] is { Type: JTokenType.Integer or JTokenType.Float } amount && (decimal)amount != 0;

    private static SyncException Unknown(SyncProfile profile, FieldRule rule) => new(
        SyncErrorId.ProfileInvalid,
        $"Profile '{profile.Name}': fields.{rule.Field.Name}.qb: a customer of QuickBooks Online has no '{rule.QbName}' that a field can be mapped to.",
        $"Name one of these: {CustomerMembers.Known}.")
    {
        Subject = profile.Path,
    };

    private static SyncException ReadOnly(SyncProfile profile, FieldRule rule) => new(
        SyncErrorId.ProfileInvalid,
        $"Profile '{profile.Name}': fields.{rule.Field.Name}.qb: '{rule.QbName}' is set when a customer is created, and not changed after that.",
        "Add direction: QbToCrm to the field, or map another one.")
    {
        Subject = profile.Path,
    };
}
