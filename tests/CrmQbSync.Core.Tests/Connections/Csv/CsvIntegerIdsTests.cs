using CrmQbSync.Connections.Csv;

namespace CrmQbSync.Tests.Connections.Csv;

public sealed class CsvIntegerIdsTests
{
    [Theory]
    [InlineData(new ulong[] { 1, 2, 3, 4, 5 })]
    [InlineData(new ulong[] { 5, 4, 3, 2, 1 })]
    [InlineData(new ulong[] { 0, 7, 3, 9, 4, ulong.MaxValue, 8 })]
    public void Each_id_is_new_once_in_whatever_order_they_come(ulong[] ids)
    {
        var seen = new CsvIntegerIds(2);
        Assert.All(ids, id => Assert.False(seen.Contains(id)));
        Assert.All(ids, id => Assert.True(seen.Add(id)));
        Assert.All(ids, id => Assert.False(seen.Add(id)));
        Assert.All(ids, id => Assert.True(seen.Contains(id)));
        Assert.False(seen.Contains(6));
    }
}
