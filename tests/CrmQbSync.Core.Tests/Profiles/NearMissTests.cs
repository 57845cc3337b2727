using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Profiles;

public sealed class NearMissTests
{
    private static readonly string[] s_words = ["mode", "priority", "maxDeletes", "maxCreates", "crm"];

    [Theory]
    [InlineData("mod", "mode")]
    [InlineData("MODE", "mode")]
    [InlineData("mdoe", "mode")]
    [InlineData("prioritiy", "priority")]
    [InlineData("maxDelets", "maxDeletes")]
    [InlineData("max_creates", "maxCreates")]
    [InlineData("cmr", "crm")]
    public void A_slip_names_the_word_that_was_meant(string word, string meant) => Assert.Equal(meant, NearMiss.Find(word, s_words));

    [Theory]
    [InlineData("")]
    [InlineData("colour")]
    [InlineData("x")]
    [InlineData("qb")]
    public void Another_word_names_nothing(string word) => Assert.Null(NearMiss.Find(word, s_words));

    [Fact]
    public void Nothing_is_near_if_there_is_nothing() => Assert.Null(NearMiss.Find("mode", []));
}
