using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rules 2.1, 2.3 and 2.4.</summary>
public sealed class NormalFormTests
{
    private readonly NormalForm _normal = new("US");

    [Fact]
    public void Rule_2_1_Letters_before_the_first_combining_mark_are_in_NFC_as_they_stand()
    {
        for (var letter = '!'; letter < '\u0300'; letter++)
        {
            if (char.IsWhiteSpace(letter))
                continue;
            // Two of them, so that one could be composed with the other.
            var text = $"{letter}\u02b0{letter}";
            Assert.Equal(text.Normalize(), _normal.Of(FieldKind.Text, text));
        }
    }

    [Fact]
    public void Rule_2_1_Text_is_in_NFC() => Assert.Equal("Ren\u00e9", _normal.Of(FieldKind.Text, "Rene\u0301"));

    [Theory]
    [InlineData("\uFFFE")]
    [InlineData("e\u0301\uFFFE")]
    [InlineData("\uD800")]
    [InlineData("\uDC00a")]
    [InlineData("a\uD800")]
    public void Rule_2_1_Text_that_has_no_NFC_counts_as_it_stands(string value)
    {
        Assert.Equal(value, _normal.Of(FieldKind.Text, value));
        Assert.Equal(value + "@x.com", EmailAddress.First($"Ann <{value}@x.com>"));
    }

    [Fact]
    public void Rule_2_1_A_surrogate_pair_is_text_like_any_other() => Assert.Equal("\u00e9\U0001F600", _normal.Of(FieldKind.Text, "e\u0301\U0001F600"));

    [Theory]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("a\rb", "a\nb")]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\r\n\rb", "a\n\nb")]
    public void Rule_2_1_Line_ends_become_LF(string value, string normal) => Assert.Equal(normal, _normal.Of(FieldKind.Text, value));

    [Theory]
    [InlineData("  a b \t", "a b")]
    [InlineData("\r\na\r\n", "a")]
    [InlineData("\u00a0a\u2003", "a")]
    public void Rule_2_1_Outer_white_space_is_trimmed(string value, string normal) => Assert.Equal(normal, _normal.Of(FieldKind.Text, value));

    [Fact]
    public void Rule_2_1_Inner_white_space_counts() => Assert.False(_normal.Same(FieldKind.Text, "a b", "a  b"));

    [Fact]
    public void Rule_2_1_Case_counts() => Assert.False(_normal.Same(FieldKind.Text, "Ames", "AMES"));

    [Fact]
    public void Rule_2_1_Text_is_compared_ordinal() => Assert.False(_normal.Same(FieldKind.Text, "co\u00adop", "coop"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\r\n")]
    public void Rule_2_1_What_is_null_or_becomes_empty_is_blank(string? value)
    {
        foreach (var kind in Enum.GetValues<FieldKind>())
        {
            Assert.Null(_normal.Of(kind, value));
            Assert.True(NormalForm.IsBlank(kind, value));
            Assert.True(_normal.Same(kind, value, null));
        }
    }

    [Theory]
    [InlineData("(212) 555-0100", "+12125550100")]
    [InlineData("212.555.0100", "+12125550100")]
    [InlineData("+1 212 555 0100", "+12125550100")]
    [InlineData("1-212-555-0100", "+12125550100")]
    [InlineData("+33 1 42 68 53 00", "+33142685300")]
    public void Rule_2_3_A_telephone_number_is_in_its_E164_form(string value, string normal) => Assert.Equal(normal, _normal.Of(FieldKind.Phone, value));

    [Fact]
    public void Rule_2_3_The_region_of_the_profile_counts()
    {
        Assert.Equal("+33142685300", new NormalForm("FR").Of(FieldKind.Phone, "01 42 68 53 00"));
        Assert.True(new NormalForm("GB").Same(FieldKind.Phone, "020 7946 0018", "+44 20 7946 0018"));
        Assert.False(_normal.Same(FieldKind.Phone, "01 42 68 53 00", "+33 1 42 68 53 00"));
    }

    [Fact]
    public void Rule_2_3_An_extension_counts()
    {
        Assert.True(_normal.Same(FieldKind.Phone, "212-555-0100 ext. 12", "+1 (212) 555-0100 x12"));
        Assert.False(_normal.Same(FieldKind.Phone, "212-555-0100 ext. 12", "212-555-0100"));
        Assert.False(_normal.Same(FieldKind.Phone, "212-555-0100 ext. 12", "212-555-0100 ext. 13"));
    }

    [Theory]
    [InlineData("+*7", "+ 7")]
    [InlineData("(7)", "7")]
    [InlineData("a7", "7 b")]
    public void Rule_2_3_What_is_no_telephone_number_counts_by_its_digits_and_plus(string one, string other) =>
        Assert.True(_normal.Same(FieldKind.Phone, one, other));

    [Theory]
    [InlineData("ask Bob", "ask  Bob")]
    [InlineData("ask Bob", "ASK BOB")]
    [InlineData("n/a", "none")]
    public void Rule_2_3_What_has_no_digits_counts_as_text(string one, string other)
    {
        Assert.False(_normal.Same(FieldKind.Phone, one, other));
        Assert.True(_normal.Same(FieldKind.Phone, one, $" {one} "));
    }

    [Fact]
    public void Rule_2_3_A_number_goes_out_in_its_own_spelling() =>
        Assert.Equal("(212) 555-0100", NormalForm.Outgoing(FieldKind.Phone, " (212) 555-0100 "));

    [Fact]
    public void Rule_2_4_The_lines_of_a_street_count_in_their_order()
    {
        Assert.True(_normal.Same(FieldKind.Street, "1 Main St\r\nSuite 5", "1 Main St\nSuite 5"));
        Assert.False(_normal.Same(FieldKind.Street, "1 Main St\nSuite 5", "Suite 5\n1 Main St"));
        Assert.False(_normal.Same(FieldKind.Street, "1 Main St\nSuite 5", "1 Main St Suite 5"));
    }
}
