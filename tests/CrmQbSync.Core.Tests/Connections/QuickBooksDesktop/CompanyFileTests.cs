using System.Xml.Linq;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.WebConnector;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>The emulated company file refuses what QuickBooks refuses, also where Intuit's schemas are not at hand.</summary>
public sealed class CompanyFileTests
{
    private readonly CompanyFile _company = new(new FakeTimeProvider(new DateTimeOffset(2026, 7, 20, 15, 0, 0, TimeSpan.Zero)));
    private readonly CompanySession _session = new();

    [Theory]
    [InlineData("<QBXML><QBXMLMsgsRq onError=\"continueOnError\"><HostQueryRq/></QBXMLMsgsRq></QBXML>")]
    [InlineData("<?qbxml version=\"13.0\"?><QBXML><QBXMLMsgsRq onError=\"continueOnError\"><HostQueryRq/></QBXMLMsgsRq></QBXML>")]
    [InlineData("<?xml version=\"1.0\"?><QBXML><QBXMLMsgsRq onError=\"continueOnError\"><HostQueryRq/></QBXMLMsgsRq></QBXML>")]
    public void Both_lines_of_the_prologue_are_needed(string text) => Assert.Equal("0x80040400", RefusalOf(text));

    [Theory]
    [InlineData("<CustomerAddRq><CustomerAdd><Name>A</Name><LastName>L</LastName><FirstName>F</FirstName></CustomerAdd></CustomerAddRq>")]
    [InlineData("<CustomerAddRq><CustomerAdd><LastName>L</LastName></CustomerAdd></CustomerAddRq>")]
    [InlineData("<CustomerAddRq><CustomerAdd><Name>A</Name><Mobile>1</Mobile></CustomerAdd></CustomerAddRq>")]
    [InlineData("<CustomerAddRq><CustomerAdd><Name>A</Name><Phone>1</Phone><Phone>2</Phone></CustomerAdd></CustomerAddRq>")]
    [InlineData("<CustomerAddRq><CustomerAdd><Name>\u00e9</Name></CustomerAdd></CustomerAddRq>")]
    [InlineData("<CustomerModRq><CustomerMod><EditSequence>1</EditSequence><ListID>1</ListID></CustomerMod></CustomerModRq>")]
    [InlineData("<CustomerModRq><CustomerMod><ListID>1</ListID></CustomerMod></CustomerModRq>")]
    [InlineData("<CustomerModRq><CustomerMod><ListID>1</ListID><EditSequence>1</EditSequence><ExternalGUID>0</ExternalGUID></CustomerMod></CustomerModRq>")]
    [InlineData("<CustomerQueryRq><ActiveStatus>All</ActiveStatus><MaxReturned>5</MaxReturned></CustomerQueryRq>")]
    [InlineData("<CustomerQueryRq><MaxReturned>0</MaxReturned></CustomerQueryRq>")]
    [InlineData("<CustomerQueryRq><ListID>1</ListID><ActiveStatus>All</ActiveStatus></CustomerQueryRq>")]
    [InlineData("<CustomerQueryRq><FromModifiedDate>2026-03-01T00:00:00Z</FromModifiedDate></CustomerQueryRq>")]
    [InlineData("<CustomerQueryRq><FromModifiedDate>2026-03-01T00:00:00.5</FromModifiedDate></CustomerQueryRq>")]
    [InlineData("<CustomerQueryRq><IncludeRetElement>aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeef</IncludeRetElement></CustomerQueryRq>")]
    [InlineData("<CustomerQueryRq><ListID>1234567890123456789012345678901234567</ListID></CustomerQueryRq>")]
    [InlineData("<ListDeletedQueryRq><ListDelType>Customers</ListDelType></ListDeletedQueryRq>")]
    [InlineData("<DropTablesRq/>")]
    public void One_request_that_is_not_as_it_should_be_fails_the_whole_set(string request)
    {
        Assert.Equal("0x80040400", RefusalOf(Document($"<CustomerAddRq><CustomerAdd><Name>First</Name></CustomerAdd></CustomerAddRq>{request}")));
        Assert.Empty(_company.Customers);
    }

    [Theory]
    [InlineData("13.7", "0x80040423")]
    [InlineData("17.0", "0x80040423")]
    [InlineData("11.0", "0x80040400")]
    public void A_version_is_known_or_not_and_so_are_its_elements(string version, string refusal) =>
        Assert.Equal(refusal, RefusalOf(Document("<CustomerAddRq><CustomerAdd><Name>A</Name><JobTitle>Buyer</JobTitle></CustomerAdd></CustomerAddRq>", version: version)));

    [Fact]
    public void An_error_ends_a_set_only_where_it_is_to_and_every_answer_bears_the_id_of_its_request()
    {
        const string Adds = "<CustomerAddRq requestID=\"a\"><CustomerAdd><Name>A</Name></CustomerAdd></CustomerAddRq><CustomerAddRq requestID=\"b\"><CustomerAdd><Name>a</Name></CustomerAdd></CustomerAddRq>"
            + "<CustomerAddRq requestID=\"c\"><CustomerAdd><Name>C</Name></CustomerAdd></CustomerAddRq>";

        Assert.Equal("a 0, b 3100", StatusesOf(Document(Adds, "onError=\"stopOnError\"")));
        Assert.Equal("a 3100, b 3100, c 0", StatusesOf(Document(Adds)));
        Assert.Equal($"{new string('x', 51)} 1060", StatusesOf(Document($"<HostQueryRq requestID=\"{new string('x', 51)}\"/>")));
        Assert.Equal("0x80040400", RefusalOf(Document(Adds, "onError=\"rollbackOnError\"")));
    }

    [Fact]
    public void Message_sets_are_carried_out_once_asked_for_and_forgotten()
    {
        const string Add = "<CustomerAddRq requestID=\"a\"><CustomerAdd><Name>A</Name></CustomerAdd></CustomerAddRq>";
        var id = new string('m', 24);
        string Ids(string more) => $"onError=\"continueOnError\" {more}";

        Assert.Equal("a 0 of 0", StatusesOf(Document(Add, Ids($"newMessageSetID=\"{id}\""))));
        Assert.Equal("a 0 of 0", StatusesOf(Document(Add, Ids($"newMessageSetID=\"{id}\""))));
        Assert.Equal("a 0 of 0", StatusesOf(Document("", Ids($"newMessageSetID=\"{id}\" oldMessageSetID=\"{id}\""))));
        Assert.Equal(" of 9001", StatusesOf(Document(Add.Replace(">A<", ">B<", StringComparison.Ordinal), Ids($"newMessageSetID=\"{id}\""))));
        Assert.Equal(" of 9004", StatusesOf(Document(Add, Ids($"newMessageSetID=\"{id}m\""))));
        Assert.Equal(" of 600", StatusesOf(Document("", Ids("newMessageSetID=\"x\" oldMessageSetID=\"x\""))));
        Assert.Equal(" of 0", StatusesOf(Document("", Ids($"oldMessageSetID=\"{id}\""))));
        Assert.Equal(" of 600", StatusesOf(Document("", Ids($"oldMessageSetID=\"{id}\""))));
        Assert.Equal("A", Assert.Single(_company.Customers).Name);
    }

    /// <summary>What we take for the length of each element is what QuickBooks takes for it.</summary>
    [Fact]
    public void An_element_holds_what_it_is_said_to_hold()
    {
        foreach (var element in QbElements.All)
        {
            string Add(int count)
            {
                var text = new XElement(element.Name, new string('x', count));
                var customer = new XElement("CustomerAdd", new XElement("Name", element.Path), element.Aggregate is null ? text : new XElement(element.Aggregate, text));
                return Document(new XElement("CustomerAddRq", customer).ToString());
            }

            _company.Schema = null;
            Assert.Equal("0x80040400", RefusalOf(Add(element.MaxLength + 1)));
            _company.Schema = DesktopWorld.Schema;
            Assert.Equal("0x80040400", RefusalOf(Add(element.MaxLength + 1)));
            Assert.Equal("no 0", StatusesOf(Add(element.MaxLength)));
        }
    }

    [Fact]
    public void A_time_has_the_standard_offset_in_summer_too() =>
        Assert.Contains("T11:00:00-05:00", _company.Process(Document("<CustomerAddRq><CustomerAdd><Name>A</Name></CustomerAdd></CustomerAddRq>"), _session));

    [Fact]
    public void Intuits_schemas_say_the_same_of_each_request_of_ours()
    {
        _company.Schema = DesktopWorld.Schema;
        var all = string.Concat(QbElements.All.GroupBy(element => element.Aggregate ?? element.Name).Select(group => group.First().Aggregate is null
            ? $"<{group.Key}>1</{group.Key}>"
            : new XElement(group.Key, group.Select(part => new XElement(part.Name, "1"))).ToString()));

        Assert.Equal("no 0, no 3120", StatusesOf(Document($"<CustomerAddRq><CustomerAdd><Name>A</Name>{all}</CustomerAdd></CustomerAddRq><CustomerModRq><CustomerMod><ListID>1</ListID><EditSequence>1</EditSequence>{all}</CustomerMod></CustomerModRq>")));
    }

    private static string Document(string requests, string attributes = "onError=\"continueOnError\"", string version = "13.0") =>
        $"<?xml version=\"1.0\" encoding=\"utf-8\"?><?qbxml version=\"{version}\"?><QBXML><QBXMLMsgsRq {attributes}>{requests}</QBXMLMsgsRq></QBXML>";

    private string RefusalOf(string text) => Assert.Throws<QuickBooksException>(() => _company.Process(text, _session)).HResultText;

    private string StatusesOf(string text)
    {
        var set = XDocument.Parse(_company.Process(text, _session)).Root!.Elements().Single();
        var answers = string.Join(", ", set.Elements().Select(answer => $"{(string?)answer.Attribute("requestID") ?? "no"} {(string?)answer.Attribute("statusCode")}"));
        return set.Attribute("messageSetStatusCode") is { } status ? $"{answers} of {status.Value}" : answers;
    }
}
