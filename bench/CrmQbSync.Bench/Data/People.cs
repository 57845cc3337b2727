using System.Globalization;
using CrmQbSync.Contacts;

namespace CrmQbSync.Bench.Data;

/// <summary>
/// Made-up people, the same in every run. Person <c>n</c> has some twelve of the canonical fields filled, in lengths as they are usual,
/// with an accent here and there.
/// </summary>
internal static class People
{
    private static readonly string[] s_firstNames =
        ["Olivia", "Liam", "Emma", "Noah", "José", "Chloé", "Sophia", "James", "Zoë", "William", "Mia", "Lucas", "Renée", "Henry", "Amelia", "Björn"];

    private static readonly string[] s_lastNames =
        ["Johnson", "García", "Miller", "O'Connor", "Schäfer", "Nguyen", "Thompson", "Martínez", "Clark", "Lefèvre", "Walker", "Adams", "Van der Berg"];

    private static readonly string[] s_companies = ["Trading", "Logistics", "Foods", "Engineering", "Design Studio", "Holdings", "Dental Care"];

    private static readonly string[] s_titles = ["Owner", "Office Manager", "Head of Purchasing", "Accountant", "Sales Representative"];

    private static readonly string[] s_streets = ["Main Street", "Oak Avenue", "Maple Drive", "Washington Boulevard", "Rue de la République"];

    private static readonly (string City, string State, string Area)[] s_places =
    [
        ("Springfield", "IL", "217"), ("Portland", "OR", "503"), ("Austin", "TX", "512"), ("San José", "CA", "408"), ("Boston", "MA", "617"),
        ("Seattle", "WA", "206"), ("Denver", "CO", "303"), ("Atlanta", "GA", "404"), ("Phoenix", "AZ", "602"), ("Miami", "FL", "305"),
    ];

    private static readonly FieldSet s_fields = FieldSet.Canonical;
    private static readonly int s_firstName = s_fields.IndexOf("FirstName");
    private static readonly int s_middleName = s_fields.IndexOf("MiddleName");
    private static readonly int s_lastName = s_fields.IndexOf("LastName");
    private static readonly int s_company = s_fields.IndexOf("Company");
    private static readonly int s_jobTitle = s_fields.IndexOf("JobTitle");
    private static readonly int s_phone = s_fields.IndexOf("Phone");
    private static readonly int s_mobile = s_fields.IndexOf("Mobile");
    private static readonly int s_website = s_fields.IndexOf("Website");
    private static readonly int s_notes = s_fields.IndexOf("Notes");
    private static readonly int s_billing = s_fields.IndexOf("BillingStreet");
    private static readonly int s_shipping = s_fields.IndexOf("ShippingStreet");

    /// <summary>Fills in the values of a person, by the order of <see cref="FieldSet.Canonical"/>; a blank is null.</summary>
    public static void Fill(int person, Span<string?> values)
    {
        values.Clear();
        var random = Mix((uint)person);
        var first = Pick(s_firstNames, ref random);
        var last = Pick(s_lastNames, ref random);
        var company = string.Create(CultureInfo.InvariantCulture, $"{last} {Pick(s_companies, ref random)}{(person % 3 == 0 ? ", Inc." : "")}");
        values[FieldSet.EmailIndex] = EmailOf(person);
        values[s_firstName] = first;
        values[s_lastName] = last;
        values[s_company] = company;
        values[s_phone] = PhoneOf(person, ref random);
        FillAddress(person, values.Slice(s_billing, 5), ref random);
        if (person % 4 == 0)
            values[s_middleName] = "J.";
        if (person % 2 == 0)
            values[s_jobTitle] = Pick(s_titles, ref random);
        if (person % 3 == 0)
            values[s_mobile] = PhoneOf(person + 5_000_000, ref random);
        if (person % 3 == 1)
            values[s_website] = string.Create(CultureInfo.InvariantCulture, $"https://www.company{person % 90_000}.example");
        if (person % 7 == 0)
            values[s_notes] = "Prefers to be called in the morning; invoices go to the office manager.";
        if (person % 10 == 0)
            FillAddress(person + 17, values.Slice(s_shipping, 5), ref random);
    }

    /// <summary>Changes one to three fields of a person, as somebody would; <paramref name="edit"/> tells one edit from another.</summary>
    public static void Edit(int person, int edit, Span<string?> values)
    {
        values[s_billing] = string.Create(CultureInfo.InvariantCulture, $"{1000 + (person % 8000) + edit} New Harbor Road");
        if (person % 2 == 0)
            values[s_jobTitle] = string.Create(CultureInfo.InvariantCulture, $"Director {edit}");
        if (person % 3 == 0)
        {
            var random = Mix((uint)person);
            values[s_phone] = PhoneOf(person + 3_000_000 + edit, ref random);
        }
    }

    /// <summary>The address of a person.</summary>
    public static string EmailOf(int person)
    {
        var random = Mix((uint)person * 31);
        return string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + (random % 26))}.customer{person}@company{random % 90_000}.example");
    }

    /// <summary>The id of a person's record.</summary>
    public static string IdOf(Side side, int person) =>
        string.Create(CultureInfo.InvariantCulture, $"{(side == Side.Crm ? 1_000_000 : 5_000_000) + person}");

    private static void FillAddress(int person, Span<string?> address, ref uint random)
    {
        var (city, state, _) = Pick(s_places, ref random);
        address[0] = string.Create(CultureInfo.InvariantCulture, $"{1 + (person % 9000)} {Pick(s_streets, ref random)}");
        address[1] = city;
        address[2] = state;
        address[3] = string.Create(CultureInfo.InvariantCulture, $"{10_000 + (person % 89_999)}");
        address[4] = "USA";
    }

    private static string PhoneOf(int number, ref uint random) =>
        string.Create(CultureInfo.InvariantCulture, $"({Pick(s_places, ref random).Area}) {200 + (number / 10_000 % 800)}-{number % 10_000:D4}");

    private static T Pick<T>(T[] values, ref uint random)
    {
        random = Mix(random);
        return values[random % (uint)values.Length];
    }

    private static uint Mix(uint value)
    {
        value += 0x9E37_79B9;
        value = (value ^ (value >> 16)) * 0x85EB_CA6B;
        value = (value ^ (value >> 13)) * 0xC2B2_AE35;
        return value ^ (value >> 16);
    }
}
