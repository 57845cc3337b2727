using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Rules;

public sealed class ValuePackerTests
{
    [Fact]
    public void Records_that_lie_in_one_array_are_told_apart_and_equal_those_packed_alone()
    {
        var packer = new ValuePacker();
        var records = Enumerable.Range(0, 5_000).Select(number => Record(packer, number)).ToList();
        for (var number = 0; number < records.Count; number++)
        {
            Assert.Equal(IdOf(number), records[number].Id);
            Assert.Equal(PackedValues.Pack(ValuesOf(number)), records[number].Values);
            Assert.Equal(ValuesOf(number), records[number].Values.Unpack(3));
        }
    }

    private static ContactRecord Record(ValuePacker packer, int number)
    {
        packer.Clear();
        foreach (var value in ValuesOf(number))
        {
            packer.Write(System.Text.Encoding.UTF8.GetBytes(value ?? ""));
            packer.EndValue();
        }
        var values = packer.ToValues(IdOf(number), out var idLength);
        return new ContactRecord(null, idLength, values, null, null);
    }

    // Some are longer than any shared array.
    private static string?[] ValuesOf(int number) =>
        [$"person{number}@x.com", number % 3 == 0 ? null : "Zoë", number % 1000 == 999 ? new string('ü', 300_000) : "Ames"];

    private static string IdOf(int number) => number % 100 == 0 ? $"id-{number}-{new string('é', 200)}" : $"{number}";
}
