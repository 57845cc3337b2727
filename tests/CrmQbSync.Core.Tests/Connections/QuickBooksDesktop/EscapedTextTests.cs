using System.Text;
using System.Xml;
using CrmQbSync.Connections.QuickBooksDesktop;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>What an escaped text means, and what is none: as .NET's own reader has it.</summary>
public sealed class EscapedTextTests
{
    private static readonly string[] s_pieces =
    [
        "&lt;", "&gt;", "&amp;", "&quot;", "&apos;", "&#65;", "&#x41;", "&#xe9;", "&#x1F600;", "&#xD;", "&#10;", "&amp;amp;", "&amp;lt;", "a", "Zoe ", "é", "ü€", "😀", "\r\n", "\r", "\n", "\t", ">", "]", "]]",
        "&", "&lt", "&nonsense;", "&#0;", "&#x1;", "&#xD800;", "&#x110000;", "&#x;", "&#;", "&# 65;", "&#+65;", "&#xFFFE;", "&;", "]]>", "\u0001", "\uFFFE", "<", "<a/>",
    ];

    [Fact]
    public void It_means_what_a_general_reader_reads_and_is_refused_where_that_refuses()
    {
        var random = new Random(7);
        var refused = 0;
        for (var number = 0; number < 20_000; number++)
        {
            // Most of the texts are sound; a fault among the pieces makes the whole none.
            var pieces = Enumerable.Range(0, random.Next(1, 12)).Select(_ => s_pieces[random.Next(random.Next(8) == 0 ? s_pieces.Length : 25)]);
            var bytes = Encoding.UTF8.GetBytes(string.Concat(pieces));
            var expected = General(bytes);
            Assert.True(expected == Ours(bytes, random.Next(1, 40)), $"{Encoding.UTF8.GetString(bytes)}: {expected ?? "refused"}");
            refused += expected is null ? 1 : 0;
        }
        Assert.InRange(refused, 1000, 19_000);
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    public void What_is_no_UTF_8_is_refused(byte[] bytes) => Assert.Null(Ours(bytes, 10));

    [Fact]
    public void A_byte_order_mark_is_none_of_the_text() => Assert.Equal("<a/>", Ours([0xEF, 0xBB, 0xBF, .. "&lt;a/>"u8], 10));

    private static string? Ours(byte[] bytes, int size)
    {
        using var reader = new EscapedTextReader(bytes);
        var text = new StringBuilder();
        var buffer = new char[size];
        try
        {
            if (size % 3 == 0)
                Assert.Equal(reader.Peek(), reader.Peek());
            while (reader.Read(buffer, 0, size) is > 0 and var count)
                text.Append(buffer, 0, count);
            return text.ToString();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? General(byte[] bytes)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream([.. "<r>"u8, .. bytes, .. "</r>"u8]));
            reader.MoveToContent();
            return reader.ReadElementContentAsString();
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
