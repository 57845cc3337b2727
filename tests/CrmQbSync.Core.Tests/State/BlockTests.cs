using CrmQbSync.State.Sqlite;

namespace CrmQbSync.Tests.State;

public sealed class BlockTests
{
    [Fact]
    public void Texts_of_every_length_come_back_also_where_the_memory_had_to_grow()
    {
        string?[] texts = [null, "", .. Enumerable.Range(1, 300).SelectMany(length => new[] { new string('a', length), new string('€', length) })];
        for (var ahead = 0; ahead < 1_100; ahead += 7)
        {
            var writer = new BlockWriter();
            writer.WriteRaw(new byte[ahead]);
            foreach (var text in texts)
                writer.WriteText(text);
            var reader = new BlockReader(writer.Written[ahead..]);
            foreach (var text in texts)
                Assert.Equal(text, reader.ReadText());
            Assert.True(reader.IsAtEnd);
        }
    }
}
