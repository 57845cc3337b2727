using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Which field of a profile is which element of a customer.</summary>
internal sealed partial class FieldMap
{
    private readonly Dictionary<string, MappedField> _byName;

    private FieldMap(ImmutableArray<MappedField> fields)
    {
        Fields = fields;
        _byName = fields.ToDictionary(field => field.Field.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The fields that QuickBooks has.</summary>
    public ImmutableArray<MappedField> Fields { get; }

    /// <summary>What a field is; null if QuickBooks does not have it.</summary>
    public MappedField? this[string field] => _byName.GetValueOrDefault(field);

    /// <summary>The map of a profile, as far as a version of qbXML has the elements.</summary>
    /// <exception cref="SyncException">ProfileInvalid: an element that a customer does not have.</exception>
    public static FieldMap Of(ImmutableArray<FieldRule> rules, decimal version, string profile)
    {
        var fields = ImmutableArray.CreateBuilder<MappedField>();
        foreach (var rule in rules.Where(rule => rule.QbName is not null))
        {
            var mapped = Find(rule) ?? throw new SyncException(
                SyncErrorId.ProfileInvalid,
                $"Profile '{profile}': fields.{rule.Field.Name}.qb: '{rule.QbName}' is no element of a customer that can be kept the same.",
                $"Use one of {string.Join(", ", QbElements.All.Where(element => element.Aggregate is null).Select(element => element.Path))}, or a part of BillAddress or ShipAddress such as BillAddress.City.");
            if (mapped.Element.Since <= version)
                fields.Add(mapped);
        }
        return new FieldMap(fields.ToImmutable());
    }

    private static MappedField? Find(FieldRule rule)
    {
        if (Street().Match(rule.QbName!) is { Success: true } street && QbElements.Find($"{street.Groups[1].Value}.Addr1") is { } first)
            return new MappedField(rule.Field, first, true);
        return QbElements.Find(rule.QbName!) is { } element ? new MappedField(rule.Field, element, false) : null;
    }

    [GeneratedRegex(@"^(BillAddress|ShipAddress)\.Addr1(?:…|\.\.\.|-)5$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Street();
}
