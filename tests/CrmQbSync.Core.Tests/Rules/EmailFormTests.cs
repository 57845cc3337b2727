using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 2.2, and what of 3.1 says which address is one.</summary>
public sealed class EmailFormTests
{
    [Theory]
    [InlineData(" ann@x.com\t", "ann@x.com")]
    [InlineData("\nann@x.com\r\n", "ann@x.com")]
    [InlineData("ann@x.com", "ann@x.com")]
    public void Rule_2_2_An_address_is_trimmed(string field, string address) => Assert.Equal(address, EmailAddress.First(field));

    [Theory]
    [InlineData("mailto:ann@x.com", "ann@x.com")]
    [InlineData("MailTo:ann@x.com", "ann@x.com")]
    [InlineData("mailto: ann@x.com ", "ann@x.com")]
    [InlineData("mailto:ann@x.com?subject=Hello", "ann@x.com")]
    public void Rule_2_2_A_leading_mailto_and_what_follows_a_question_mark_are_dropped(string field, string address) =>
        Assert.Equal(address, EmailAddress.First(field));

    [Fact]
    public void Rule_2_2_Without_mailto_a_question_mark_is_part_of_the_address() =>
        Assert.Equal("ann?@x.com", EmailAddress.First("ann?@x.com"));

    [Theory]
    [InlineData("Ann Ames <ann@x.com>", "ann@x.com")]
    [InlineData("<ann@x.com>", "ann@x.com")]
    [InlineData("\"Ames, Ann\" <ann@x.com>", "ann@x.com")]
    [InlineData("\"Ames; Ann\" <ann@x.com>", "ann@x.com")]
    [InlineData("Ann < ann@x.com >", "ann@x.com")]
    [InlineData("Ann <mailto:ann@x.com?cc=bob@x.com>", "ann@x.com")]
    public void Rule_2_2_A_name_with_an_address_is_read_as_the_address(string field, string address) =>
        Assert.Equal(address, EmailAddress.First(field));

    [Fact]
    public void Rule_2_2_An_address_is_in_NFC() => Assert.Equal("ren\u00e9@x.com", EmailAddress.First("rene\u0301@x.com"));

    [Fact]
    public void Rule_2_2_Addresses_are_compared_without_regard_to_case()
    {
        var normal = new NormalForm("US");
        Assert.True(normal.Same(FieldKind.Email, "Ann@X.com", "aNN@x.COM"));
        Assert.Equal(normal.Of(FieldKind.Email, "ren\u00e9@x.com"), normal.Of(FieldKind.Email, "REN\u00c9@X.COM"));
    }

    [Fact]
    public void Rule_2_2_Addresses_are_compared_ordinal() =>
        Assert.False(new NormalForm("US").Same(FieldKind.Email, "strasse@x.com", "stra\u00dfe@x.com"));

    [Theory]
    [InlineData("ann@x.com, bob@x.com", "ann@x.com")]
    [InlineData("ann@x.com;bob@x.com", "ann@x.com")]
    [InlineData(" ; ,ann@x.com; bob@x.com", "ann@x.com")]
    [InlineData("Ann <ann@x.com>, Bob <bob@x.com>", "ann@x.com")]
    [InlineData("<>, bob@x.com", "bob@x.com")]
    [InlineData("mailto:; bob@x.com", "bob@x.com")]
    public void Rule_2_2_The_first_address_that_is_not_empty_counts(string field, string address) =>
        Assert.Equal(address, EmailAddress.First(field));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData(" ; , ")]
    public void Rule_2_2_A_field_without_any_address_is_blank(string? field)
    {
        Assert.Null(EmailAddress.First(field));
        Assert.True(NormalForm.IsBlank(FieldKind.Email, field));
        Assert.Null(new NormalForm("US").Of(FieldKind.Email, field));
    }

    [Theory]
    [InlineData("old@x.com, two@x.com; three@x.com", "new@x.com, two@x.com; three@x.com")]
    [InlineData("old@x.com;two@x.com", "new@x.com; two@x.com")]
    [InlineData(" ; old@x.com ; two@x.com", "new@x.com; two@x.com")]
    [InlineData("Ann <old@x.com>, Two <two@x.com>", "new@x.com, Two <two@x.com>")]
    [InlineData("old@x.com", "new@x.com")]
    [InlineData(null, "new@x.com")]
    public void Rule_2_2_The_other_addresses_stay_when_the_field_is_written_back(string? field, string written) =>
        Assert.Equal(written, EmailAddress.ReplaceFirst(field, "new@x.com"));

    [Theory]
    [InlineData("old@x.com, new@x.com, two@x.com", "new@x.com, two@x.com")]
    [InlineData("old@x.com; NEW@x.com", "new@x.com")]
    [InlineData("old@x.com; New Person <new@x.com>; two@x.com", "new@x.com; two@x.com")]
    public void Rule_2_2_The_new_first_address_is_not_repeated(string field, string written) =>
        Assert.Equal(written, EmailAddress.ReplaceFirst(field, "new@x.com"));

    [Theory]
    [InlineData("ann@x.com")]
    [InlineData("a@b")]
    [InlineData("ann+list@x.co.uk")]
    [InlineData("o'hara@x.com")]
    public void Rule_3_1_One_at_sign_with_something_on_both_sides_is_an_address(string address) => Assert.True(EmailAddress.IsValid(address));

    [Theory]
    [InlineData("ann")]
    [InlineData("@x.com")]
    [InlineData("ann@")]
    [InlineData("ann@@x.com")]
    [InlineData("ann@x@y.com")]
    [InlineData("ann ames@x.com")]
    [InlineData("ann\u00a0ames@x.com")]
    [InlineData("ann,ames@x.com")]
    [InlineData("ann<ames@x.com")]
    [InlineData("ann>ames@x.com")]
    public void Rule_3_1_All_else_is_no_address(string address) => Assert.False(EmailAddress.IsValid(address));
}
