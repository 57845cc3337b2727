using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Rules;

/// <summary>How the values that rules compare are held.</summary>
public sealed class PackedValuesTests
{
    [Fact]
    public void What_is_packed_comes_out_again()
    {
        string?[] values = ["ann@x.com", null, "\u00e9\u00df\ud83d\ude00", new string('n', 127), new string('n', 128), new string('\u20ac', 20_000), null];
        var packed = PackedValues.Pack(values);
        Assert.Equal(values, packed.Unpack(values.Length));
        for (var index = 0; index < values.Length; index++)
            Assert.Equal(values[index], packed.Get(index, values.Length));
    }

    [Fact]
    public void Short_values_come_out_one_by_one_too()
    {
        string?[] values = ["ann@x.com", null, "\u00e9\u00df", new string('n', 127), null, "z"];
        var packed = PackedValues.Pack(values);
        for (var index = 0; index < values.Length; index++)
            Assert.Equal(values[index], packed.Get(index, values.Length));
    }

    [Fact]
    public void A_blank_is_null_however_it_was_given() => Assert.Equal(PackedValues.Pack([null, "a"]), PackedValues.Pack(["", "a"]));

    [Fact]
    public void As_many_fields_as_there_may_be_fit()
    {
        var values = Enumerable.Range(0, FieldSet.MaxFields).Select(number => number % 3 == 0 ? null : $"value {number}").ToArray();
        Assert.Equal(values, PackedValues.Pack(values).Unpack(values.Length));
    }

    [Fact]
    public void The_same_values_are_equal_and_others_are_not()
    {
        Assert.True(PackedValues.Pack(["a", "b"]) == PackedValues.Pack(["a", "b"]));
        Assert.Equal(PackedValues.Pack(["a", "b"]).GetHashCode(), PackedValues.Pack(["a", "b"]).GetHashCode());
        Assert.True(PackedValues.Pack(["ab", null]) != PackedValues.Pack(["a", "b"]));
        Assert.True(PackedValues.Pack([null, "a"]) != PackedValues.Pack(["a", null]));
    }

    [Fact]
    public void Rule_3_1_A_record_without_any_value_is_known_as_such()
    {
        Assert.True(PackedValues.Pack([null, null]).IsBlank(2));
        Assert.True(default(PackedValues).IsBlank(2));
        Assert.False(PackedValues.Pack([null, "a"]).IsBlank(2));
    }
}
