using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Which field of Zoho CRM a field of the profile is, and what that can hold.</summary>
internal sealed partial class ZohoFieldMap : IStoredForm
{
    /// <summary>The field that links a contact to an account.</summary>
    public const string AccountField = "Account_Name";

    /// <summary>The account's name, as a query names it.</summary>
    public const string AccountNameColumn = "Account_Name.Account_Name";

    /// <summary>What an account's name holds (module Accounts; Zoho's help, "Standard modules' fields").</summary>
    private const int AccountNameLength = 200;

    private static readonly string[] s_writableTypes = ["text", "textarea", "email", "phone", "website", "picklist"];
    private static readonly string[] s_readableTypes =
        [.. s_writableTypes, "autonumber", "boolean", "currency", "date", "datetime", "double", "integer", "bigint", "formula"];

    private readonly Dictionary<string, ZohoField> _byField = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Maps the fields of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="known">The organisation's fields.</param>
    /// <exception cref="SyncException">ProfileInvalid where the profile names a field that the organisation does not have, or that cannot be synchronised.</exception>
    public ZohoFieldMap(SyncProfile profile, IReadOnlyList<ZohoField> known)
    {
        var byName = known.ToDictionary(field => field.Name, StringComparer.Ordinal);
        var companies = (profile.Crm as ZohoCrmSettings)?.Companies ?? ZohoCompanies.LinkOrCreate;
        foreach (var rule in profile.Rules)
        {
            if (NameOf(rule) is not { } name)
                continue;
            if (name == AccountField)
            {
                if (companies != ZohoCompanies.Ignore && byName.TryGetValue(name, out var account))
                    Add(rule.Field, account with { Length = AccountNameLength });
                continue;
            }
            if (byName.TryGetValue(name, out var field))
                Add(rule.Field, Usable(profile, rule, field));
            else if (DefaultMapping.OfZohoCrm(rule.Field.Name) != name)
                throw Unknown(profile, rule, byName.Keys);
        }
        if (!_byField.ContainsKey(CanonicalFields.Email))
        {
            throw new SyncException(
                SyncErrorId.ServiceRejected,
                "Zoho CRM does not show the field Email of Contacts to the user that is signed in; contacts are matched by it.",
                "Let the user's profile in Zoho CRM see the field, or connect as another user.");
        }
    }

    /// <summary>The fields that there are on this side.</summary>
    public List<ContactField> Fields { get; } = [];

    /// <summary>Whether Company is an account here.</summary>
    public bool HasCompany => Fields.Exists(IsCompany);

    /// <summary>The API name that a rule means; null if the field is nothing in Zoho CRM.</summary>
    public static string? NameOf(FieldRule rule) => rule.CrmName ?? DefaultMapping.OfZohoCrm(rule.Field.Name);

    /// <summary>The API name of a field.</summary>
    public string NameOf(ContactField field) => _byField[field.Name].Name;

    /// <summary>Whether a field is the account's name.</summary>
    public bool IsCompany(ContactField field) => _byField[field.Name].Name == AccountField;

    /// <summary>The names that a list is asked for.</summary>
    public IEnumerable<string> ListNames(FieldSet fields) => fields.Fields.Select(NameOf).Append("Modified_Time").Append("Created_Time").Distinct();

    /// <summary>The columns that a query is asked for.</summary>
    public IEnumerable<string> Columns(FieldSet fields) =>
        fields.Fields.Select(field => IsCompany(field) ? AccountNameColumn : NameOf(field)).Append("Modified_Time").Append("Created_Time").Prepend("id").Distinct();

    /// <inheritdoc/>
    public StoredValue Store(ContactField field, string value)
    {
        if (!_byField.TryGetValue(field.Name, out var target))
            return new StoredValue(value, null);
        if (target.Type is not "textarea" && field.Kind != FieldKind.Street && value.AsSpan().IndexOfAny('\r', '\n') >= 0)
            value = LineBreaks().Replace(value, " ").Trim();
        if ((target.Type == "phone" && !PhonePattern().IsMatch(value)) || (target.Type == "email" && !IsTakenAsAddress(field, value)))
            return new StoredValue(null, ZohoRows.InvalidData);
        if (target.Length <= 0 || value.Length <= target.Length)
            return new StoredValue(value, null);
        if (!field.MayBeCut)
            return new StoredValue(null, ErrorCodes.TooLong);
        var length = char.IsHighSurrogate(value[target.Length - 1]) ? target.Length - 1 : target.Length;
        return new StoredValue(value[..length].TrimEnd(), ErrorCodes.CutToLength);
    }

    /// <summary>The address that contacts are matched by is left to Zoho to refuse, with its whole row: a contact without it would be of no use.</summary>
    private static bool IsTakenAsAddress(ContactField field, string value) => field.Name == CanonicalFields.Email || EmailPattern().IsMatch(value);

    private void Add(ContactField field, ZohoField target)
    {
        _byField[field.Name] = target;
        Fields.Add(field);
    }

    private static ZohoField Usable(SyncProfile profile, FieldRule rule, ZohoField field)
    {
        var isRead = rule.Direction is FieldDirection.CrmToQb or FieldDirection.None;
        if ((isRead ? s_readableTypes : s_writableTypes).Contains(field.Type) && (isRead || !field.IsReadOnly))
            return field;
        throw new SyncException(
            SyncErrorId.ProfileInvalid,
            $"Profile '{profile.Name}': fields.{rule.Field.Name}: the field '{field.Name}' of Zoho CRM is of type {field.Type}{(field.IsReadOnly ? ", read only," : "")} and cannot be written.",
            s_readableTypes.Contains(field.Type) ? "Set direction: CrmToQb for it, or map a field of text." : "Map a field of text, e-mail, phone or pick list.")
        {
            Subject = profile.Path,
        };
    }

    private static SyncException Unknown(SyncProfile profile, FieldRule rule, IEnumerable<string> names)
    {
        var near = NearMiss.Find(rule.CrmName!, names);
        return new SyncException(
            SyncErrorId.ProfileInvalid,
            $"Profile '{profile.Name}': fields.{rule.Field.Name}.crm: Zoho CRM has no field '{rule.CrmName}' in Contacts{(near is null ? "" : $"; '{near}' was perhaps meant")}.",
            "Names are the API names, case and all: in Zoho CRM under Setup, Developer Hub, APIs and SDKs, API names, Contacts.")
        {
            Subject = profile.Path,
        };
    }

    [GeneratedRegex(@"\s*[\r\n]+\s*", RegexOptions.None, 2000)]
    private static partial Regex LineBreaks();

    /// <summary>What Zoho takes as an e-mail address (page "Insert records").</summary>
    [GeneratedRegex(
        @"^[+\-\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~.]*@(?=.{4,256}$)(?:[\p{L}\p{N}\p{M}]+(?:[\-_]+[\p{L}\p{N}\p{M}]+)*[.])+[\p{L}\p{M}]{2,22}$",
        RegexOptions.None,
        2000)]
    private static partial Regex EmailPattern();

    /// <summary>What Zoho takes as a telephone number: groups of digits and letters with blanks, dots, dashes and brackets between (page "Insert records").</summary>
    [GeneratedRegex(
        @"^\+?(?![.-])(?>(?>[.-]?[ ]?[\da-zA-Z]+)+|([ ]?\((?![.-])(?>[ .-]?[\da-zA-Z]+)+\)(?![.])([ -]?[\da-zA-Z]+)?)+)+(?>(?>,*;?[\da-zA-Z]+)+((#[\da-zA-Z]+)+)?)?[#;]?$",
        RegexOptions.None,
        2000)]
    private static partial Regex PhonePattern();
}
