using System.Globalization;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Tests.Merging;

/// <summary>Records are found by their ids as a dictionary would find them, however the ids are kept.</summary>
public sealed class IdTableTests
{
    private readonly List<ContactRecord> _records = [];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    public void Each_record_is_found_whether_it_was_there_or_came_later(int there)
    {
        for (var number = 0; number < there; number++)
            _records.Add(number % 2 == 0 ? RecordOf(IdOf(number)) : PackedOf(IdOf(number)));
        var table = new IdTable(_records);
        for (var number = there; number < there + 3_000; number++)
        {
            Assert.Equal(-1, table.Find(IdOf(number)));
            _records.Add(number % 2 == 0 ? RecordOf(IdOf(number)) : PackedOf(IdOf(number)));
            table.Add(number);
        }
        for (var number = 0; number < _records.Count; number++)
            Assert.Equal(number, table.Find(IdOf(number)));
        Assert.Equal(-1, table.Find(""));
        Assert.Equal(-1, table.Find(IdOf(there + 3_000)));
    }

    [Fact]
    public void Of_several_with_one_id_the_last_that_was_there_is_found()
    {
        _records.AddRange([RecordOf("a"), PackedOf("b"), RecordOf("b"), PackedOf("a")]);
        var table = new IdTable(_records);
        _records.Add(RecordOf("a"));
        table.Add(4);
        Assert.Equal(3, table.Find("a"));
        Assert.Equal(2, table.Find("b"));
        Assert.Equal(-1, table.Find("A"));
    }

    [Fact]
    public void A_former_id_is_found_where_no_record_has_it()
    {
        _records.AddRange([new ContactRecord("1", default) { FormerId = "ada@example.com" }, new ContactRecord("2", default) { FormerId = "1" }]);
        var table = new IdTable(_records);
        Assert.Equal(0, table.Find("ada@example.com"));
        Assert.Equal(0, table.Find("1"));
        _records.Add(RecordOf("ada@example.com"));
        table.Add(2);
        Assert.Equal(0, table.Find("ada@example.com"));
    }

    [Fact]
    public void Long_ids_and_others_than_plain_ones_are_told_apart()
    {
        string[] ids = [new string('x', 500), new string('x', 501), "Zoë", "Zoe", "😀", " 1", "1"];
        _records.AddRange(ids.Select((id, at) => at % 2 == 0 ? RecordOf(id) : PackedOf(id)));
        var table = new IdTable(_records);
        Assert.Equal(Enumerable.Range(0, ids.Length), ids.Select(table.Find));
    }

    private static string IdOf(int number) => (1_000_000 + number).ToString(CultureInfo.InvariantCulture);

    private static ContactRecord RecordOf(string id) => new(id, PackedValues.Pack([$"{id}@example.com"]));

    /// <summary>A record whose id lies ahead of its values.</summary>
    private static ContactRecord PackedOf(string id)
    {
        var packer = new ValuePacker();
        packer.Clear();
        packer.Write("someone@example.com"u8);
        packer.EndValue();
        var values = packer.ToValues(id, out var idLength);
        return new ContactRecord(null, idLength, values, null, null);
    }
}
