using System.Globalization;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Sets of contacts in memory, without state.</summary>
public sealed class MemoryTests : IDisposable
{
    private readonly CsvPair _pair = CsvPair.OfPeople();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Two_sets_in_memory_are_compared_without_profile_or_state()
    {
        const string Script = """
            $crm = [pscustomobject]@{ Email = 'ann@example.com'; Phone = '1'; ModifiedTime = '2026-05-06T00:00:00Z' }, [pscustomobject]@{ Email = 'same@example.com' }
            $qb = [pscustomobject]@{ Email = 'ANN@example.com'; Phone = '2'; ModifiedTime = '2026-06-05T00:00:00Z' }, [pscustomobject]@{ Email = 'same@example.com' }
            Compare-ContactSet -CrmContact $crm -QbCustomer $qb -Priority Newest | Where-Object Action -eq Update
            """;
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            var change = _pair.Run(Script);
            Assert.Equal("Phone: '1' → '2'", change["Summary"]);
            Assert.Equal("Crm", change["Target"]!.ToString());
            Assert.Null(change["Profile"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.False(_pair.HasState);
    }

    [Fact]
    public void An_empty_set_is_a_set()
    {
        var changes = _pair.Run("Compare-ContactSet -CrmContact (Get-CrmContact acme) -QbCustomer $null -Mode Export").Output;

        Assert.Equal(2, changes.Count);
        Assert.All(changes, change => Assert.Equal("Create", change.Properties["Action"].Value.ToString()));
    }

    [Theory]
    [InlineData("", "Create Crm eve@example.com,Create Qb bob@example.com,Update Qb ann@example.com")]
    [InlineData("-Mode Import", "Create Crm eve@example.com,Skip None bob@example.com,Update Crm ann@example.com")]
    [InlineData("-Mode Export -IncludeUnchanged", "Create Qb bob@example.com,Skip None eve@example.com,Unchanged None same@example.com,Update Qb ann@example.com")]
    public void Mode_and_unchanged_pairs_are_a_matter_of_parameters(string parameters, string changes)
    {
        var script = $$"""
            function Person($email, $phone) { [pscustomobject]@{ Email = "$email@example.com"; LastName = 'Person'; Phone = $phone } }
            Compare-ContactSet -CrmContact (Person ann 1), (Person bob 2), (Person same 3) -QbCustomer (Person ann 4), (Person eve 5), (Person same 3) {{parameters}} |
                Where-Object Action -ne Link | ForEach-Object { "$($_.Action) $($_.Target) $($_.Email)" }
            """;

        Assert.Equal(changes.Split(','), _pair.Run(script).Texts.Order(StringComparer.Ordinal));
        Assert.False(_pair.HasState);
    }

    [Fact]
    public void Custom_fields_of_the_profile_are_note_properties_and_are_compared_in_memory()
    {
        using var pair = new CsvPair("", "", "fields: { Second: { crm: Home, qb: Alternate, kind: Phone } }");
        File.WriteAllText(pair.Session.PathOf("crm.csv"), "Id,Email,Home\n1,ann@example.com,555\n");
        File.WriteAllText(pair.Session.PathOf("qb.csv"), "Id,Email,Alternate\n7,ann@example.com,777\n");

        Assert.Equal("555", pair.Run("Get-CrmContact acme")["Second"]);
        Assert.Equal("NoteProperty", pair.Run("(Get-CrmContact acme).PSObject.Properties['Second'].MemberType").Texts.Single());
        var change = pair.Run("Compare-ContactSet -CrmContact ([pscustomobject]@{ Email = 'ann@example.com'; Second = '1' }) -QbCustomer ([pscustomobject]@{ Email = 'ann@example.com'; Second = '2' }) -Profile acme | Where-Object Action -eq Update");
        Assert.Equal("Second: '2' → '1'", change["Summary"]);
    }
}
