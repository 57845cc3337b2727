using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Profiles;

/// <summary>Which field is mapped to what, and what cannot be.</summary>
public sealed class FieldMappingTests : IDisposable
{
    private const string Zoho = "crm: { type: ZohoCrm, dataCenter: eu, clientId: a, clientSecret: '${secret:s}' }\n";
    private const string Online = "qb: { type: QuickBooksOnline, realmId: '123', clientId: a, clientSecret: '${secret:s}' }\n";
    private const string Desktop = "qb: { type: QuickBooksDesktop, listen: 'http://localhost:8085/a/', userName: u, password: '${secret:s}' }\n";

    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_map_every_canonical_field() =>
        Assert.Equal(CanonicalFields.All.Select(field => new FieldRule(field)), _folder.Read(ProfileFolder.Sides).Rules);

    [Fact]
    public void Zoho_and_QuickBooks_Online_map_what_both_have() =>
        Assert.Equal(Without("MiddleName", "JobTitle", "Website"), Names(Zoho + Online));

    [Fact]
    public void Zoho_and_QuickBooks_Desktop_map_what_both_have() =>
        Assert.Equal(Without("MiddleName", "Website"), Names(Zoho + Desktop));

    [Fact]
    public void A_file_and_QuickBooks_Online_map_what_QuickBooks_has() =>
        Assert.Equal(Without("JobTitle"), Names("crm: { type: Csv, path: a.csv }\n" + Online));

    [Fact]
    public void An_ignored_company_is_not_mapped() =>
        Assert.DoesNotContain("Company", Names(Zoho.Replace(" }\n", ", companies: Ignore }\n", StringComparison.Ordinal) + Online));

    [Fact]
    public void Lines_are_merged_over_the_default_field_by_field()
    {
        var rules = _folder.Read(Zoho + Desktop + """
            fields:
              phone: { priority: Qb }
              Mobile: { direction: CrmToQb, crm: Cell }
              Website: { crm: Website, qb: Web }
              Email: { crm: Secondary_Email, direction: QbToCrm }
              Nickname: { crm: Nick, qb: Nick }
              Home Phone: { crm: Home_Phone, qb: Home, kind: phone, direction: None, priority: Manual }
            """).Rules;
        FieldRule Rule(string name) => Assert.Single(rules, rule => rule.Field.Name == name);
        Assert.Equal("Email", rules[0].Field.Name);
        Assert.Equal(new FieldRule(CanonicalFields.Find("Phone")!, Priority: SyncPriority.Qb), Rule("Phone"));
        Assert.Equal(new FieldRule(CanonicalFields.Find("Mobile")!, CrmName: "Cell", Direction: FieldDirection.CrmToQb), Rule("Mobile"));
        Assert.Equal(new FieldRule(CanonicalFields.Find("Website")!, "Website", "Web"), Rule("Website"));
        Assert.Equal(new FieldRule(CanonicalFields.Find("Email")!, "Secondary_Email", Direction: FieldDirection.QbToCrm), Rule("Email"));
        Assert.Equal(new FieldRule(ContactField.Custom("Nickname", FieldKind.Text), "Nick", "Nick"), Rule("Nickname"));
        Assert.Equal(new FieldRule(ContactField.Custom("Home Phone", FieldKind.Phone), "Home_Phone", "Home", FieldDirection.None, SyncPriority.Manual), rules[^1]);
    }

    [Fact]
    public void A_line_takes_the_place_of_a_default_one()
    {
        var rules = _folder.Read(Zoho + Desktop + "fields: { SecondPhone: { crm: Home_Phone, qb: AltPhone, kind: Phone } }\n").Rules;
        Assert.Contains(rules, rule => rule.Field.Name == "SecondPhone");
        Assert.DoesNotContain(rules, rule => rule.Field.Name == "Mobile");
    }

    [Fact]
    public void Fields_may_share_a_source() =>
        Assert.Contains(
            _folder.Read(Zoho + Online + "fields: { Copy: { crm: Phone_Copy, qb: PrimaryPhone, direction: QbToCrm } }\n").Rules,
            rule => rule.Field.Name == "Phone");

    [Theory]
    [InlineData("A: { crm: X, qb: Y }, B: { crm: Z, qb: y }", "(3,50): fields.B.qb: B and A would both flow into 'y' of qb; another name for one of them, or a direction by which only one flows there")]
    [InlineData("A: { crm: X, qb: PrimaryPhone }, Phone: { direction: CrmToQb }", "(3,28): fields.A.qb: A and Phone would both flow into 'PrimaryPhone' of qb; another name here, or one for Phone, or its line removed")]
    [InlineData("A: { crm: Email, qb: Y }", "(3,21): fields.A.crm: A and Email would both flow into 'Email' of crm; another name: Email has to stay mapped, as records are matched by it")]
    [InlineData("Street3: { crm: X, qb: BillAddr.Line3 }, BillingStreet: { priority: Qb }", "(3,34): fields.Street3.qb: Street3 and BillingStreet would both flow into 'BillAddr.Line3' of qb; another name here, or one for BillingStreet, or its line removed")]
    [InlineData("A: { crm: X, qb: BillAddr.Line1...5 }, B: { crm: Z, qb: BillAddr.Line2 }", "(3,67): fields.B.qb: B and A would both flow into 'BillAddr.Line2' of qb; another name for one of them, or a direction by which only one flows there")]
    [InlineData("A: { crm: X }", "(3,11): fields.A: this is no canonical field, and as a custom field it lacks qb; a custom field has its name on either side: crm: … and qb: …")]
    [InlineData("Phome: { kind: Phone }", "(3,11): fields.Phome: this is no canonical field, and as a custom field it lacks crm and qb; Phone is meant, or it needs its name on either side: crm: … and qb: …")]
    [InlineData("JobTitle: { priority: Qb }", "(3,11): fields.JobTitle: QuickBooksOnline has no such field by default, so that the line does nothing; name one (qb: …), or remove the line")]
    [InlineData("Website: { priority: Qb }", "(3,11): fields.Website: ZohoCrm has no such field by default, so that the line does nothing; name one (crm: …), or remove the line")]
    [InlineData("Phone: { kind: Text }", "(3,20): fields.Phone.kind: the kind of Phone is fixed; remove the line; only custom fields have a kind")]
    [InlineData("Phone: { crm: Home Phone }", "(3,25): fields.Phone.crm: 'Home Phone' is no API name of Zoho CRM; letters, digits and _, as Setup > Developer Hub > APIs shows it, such as Home_Phone")]
    [InlineData("Phone: { priority: Qb }, phone: { priority: Crm }", "(3,36): fields.phone: the field stands here a second time; each field once; upper and lower case are the same")]
    [InlineData("Phone: None", "(3,18): fields.Phone: a single value stands here; a group of keys (crm, qb, kind, direction, priority), each in a line of its own, indented")]
    [InlineData("Phone: { direction: Crm2Qb }", "(3,31): fields.Phone.direction: 'Crm2Qb' is none of its values; CrmToQb is meant (one of None, Both, CrmToQb, QbToCrm)")]
    [InlineData("A: { crm: X, qb: Y, kind: Number }", "(3,37): fields.A.kind: 'Number' is none of its values; one of Text, Phone, Email, Street")]
    [InlineData("1A: { crm: X, qb: Y }", "(3,11): fields.1A: this is no name for a field; a letter, then letters, digits, blanks, _ or -, at most 100 in all")]
    public void An_impossible_mapping_is_told(string fields, string expected) =>
        Assert.Equal(expected, Assert.Single(_folder.Faults(Zoho + Online + $"fields: {{ {fields} }}\n")));

    [Theory]
    [InlineData("Id")]
    [InlineData("side")]
    [InlineData("Deleted")]
    [InlineData("Profile")]
    [InlineData("CreatedTime")]
    [InlineData("MODIFIEDTIME")]
    public void A_custom_field_has_no_reserved_name(string name) =>
        Assert.Equal(
            $"(3,11): fields.{name}: every contact has a property of that name; another name",
            Assert.Single(_folder.Faults(Zoho + Online + $"fields: {{ {name}: {{ crm: A, qb: B }} }}\n")));

    [Fact]
    public void There_are_at_most_64_mapped_fields()
    {
        static string Text(int count) =>
            ProfileFolder.Sides + "fields:\n" + string.Concat(Enumerable.Range(1, count).Select(number => $"  F{number}: {{ crm: F{number}, qb: F{number} }}\n"));
        var free = FieldSet.MaxFields - CanonicalFields.All.Length;
        Assert.Equal(FieldSet.MaxFields, new FieldSet(_folder.Read(Text(free)).Rules.Select(rule => rule.Field)).Count);
        Assert.StartsWith(
            $"({4 + free},3): fields.F{free + 1}: with this one there are more than 64 mapped fields; ",
            Assert.Single(_folder.Faults(Text(free + 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_a_file_name_its_headers()
    {
        var profile = _folder.Read("""
            crm: { type: Csv, path: a.csv, columns: { phone: Telephone, SecondPhone: 'Phone 2', Id: Number } }
            qb: { type: Csv, path: b.csv, format: quickbooksexport, includeJobs: true }
            fields: { SecondPhone: { qb: Alt. Phone, kind: Phone } }
            """);
        Assert.Equal("Telephone", Assert.Single(profile.Rules, rule => rule.Field.Name == "Phone").CrmName);
        Assert.Equal(("Phone 2", "Alt. Phone"), (profile.Rules[^1].CrmName, profile.Rules[^1].QbName));
        var settings = Assert.IsType<CrmQbSync.Profiles.CsvSettings>(profile.Crm);
        Assert.Equal(["Id", "SecondPhone", "phone"], settings.Columns.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Telephone", settings.Columns["Phone"]);
        Assert.True(profile.Qb.IncludeJobs);
    }

    [Fact]
    public void A_column_takes_the_place_of_a_default_one() =>
        Assert.DoesNotContain("Mobile", Names("crm: { type: Csv, path: a.csv, columns: { Phone: Mobile } }\nqb: { type: Csv, path: b.csv }\n"));

    [Theory]
    [InlineData("columns: { Phome: X }", "", "(1,43): crm.columns.Phome: no such field is known; Phone is meant")]
    [InlineData("columns: { Phone: X, phone: Y }", "", "(1,53): crm.columns.phone: the field stands here a second time; each field once")]
    [InlineData("columns: { Phone: X, Mobile: x }", "", "(1,61): crm.columns.Mobile: Mobile and Phone would both flow into 'x' of crm; another name for one of them, or a direction by which only one flows there")]
    [InlineData("columns: { Phone: id }", "", "(1,50): crm.columns.Phone: 'id' is the header of Id, which is no field; another header")]
    [InlineData("columns: { Id: Number, Phone: Number }", "", "(1,62): crm.columns.Phone: 'Number' is the header of Id, which is no field; another header")]
    [InlineData("columns: {}", "fields: { A: { crm: ModifiedTime, qb: A } }", "(3,21): fields.A.crm: 'ModifiedTime' is the header of ModifiedTime, which is no field; another header")]
    [InlineData("columns: { Phone: '' }", "", "(1,50): crm.columns.Phone: the text is empty; the field's own name in that system, in one line")]
    [InlineData("columns: [Phone]", "", "(1,41): crm.columns: a list stands here; a group of fields, each in a line of its own, indented")]
    [InlineData("columns: { Phone: X }", "fields: { Phone: { crm: Y } }", "(3,25): fields.Phone.crm: crm.columns.Phone names another header for the field; one header a field: remove one of the two")]
    public void An_impossible_column_is_told(string columns, string more, string expected) =>
        Assert.Equal(expected, Assert.Single(_folder.Faults($"crm: {{ type: Csv, path: a.csv, {columns} }}\nqb: {{ type: Csv, path: b.csv }}\n{more}\n")));

    [Fact]
    public void A_filter_takes_values_and_lists_of_mapped_fields()
    {
        var filter = _folder.Read(ProfileFolder.Sides + """
            selection: { filter: { billingcountry: [France, NO], JobTitle: Boss, Class: a } }
            fields: { Class: { crm: Class, qb: Class } }
            """).Filter;
        Assert.Equal(["BillingCountry", "JobTitle", "Class"], filter.Select(term => term.Field.Name));
        Assert.Equal(["France", "NO"], filter[0].Values.ToArray());
        Assert.Equal(["Boss"], filter[1].Values.ToArray());
    }

    [Theory]
    [InlineData("{ BillingContry: a }", "(3,24): selection.filter.BillingContry: no such field is known; BillingCountry is meant")]
    [InlineData("{ JobTitle: a }", "(3,24): selection.filter.JobTitle: the field is not mapped, so that nothing is known of it; a mapped field, or a line in fields that maps it on both sides")]
    [InlineData("{ Phone: [] }", "(3,31): selection.filter.Phone: there are 0 values; 1 to 1000 of them")]
    [InlineData("{ Phone: }", "(3,31): selection.filter.Phone: no value stands here; a value, or a list of them: [a, b], or no such line at all")]
    [InlineData("{ Phone: [a, ' '] }", "(3,35): selection.filter.Phone[2]: ' ': the text is blank; a value to compare with")]
    [InlineData("{ Phone: [a, [b]] }", "(3,35): selection.filter.Phone[2]: a list stands here; a value to compare with")]
    [InlineData("{ Phone: a, phone: b }", "(3,34): selection.filter.phone: the field stands here a second time; each field once, with a list of values: [a, b]")]
    public void An_impossible_filter_is_told(string filter, string expected) =>
        Assert.Equal(expected, Assert.Single(_folder.Faults(Zoho + Online + $"selection: {{ filter: {filter} }}\n")));

    private string[] Names(string text) => [.. _folder.Read(text).Rules.Select(rule => rule.Field.Name)];

    private static string[] Without(params string[] names) => [.. CanonicalFields.All.Select(field => field.Name).Except(names)];
}
