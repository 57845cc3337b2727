using System.Xml.Linq;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.WebConnector;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

public sealed class QwcFileTests
{
    [Fact]
    public async Task The_Web_Connector_takes_it_and_its_ids_stay()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Name = "Müller & Söhne <Wien>" });
        var again = Path.Combine(Path.GetDirectoryName(world.Profile.Path)!, "again.qwc");

        await world.Host().WriteFileAsync(world.Profile, again, CancellationToken.None);

        var application = await WebConnectorApplication.AddAsync(await File.ReadAllTextAsync(again), world.Company, world.Http);
        Assert.Equal((world.Application.OwnerId, world.Application.FileId, 15), (application.OwnerId, application.FileId, application.RunEvery));
        Assert.Equal("CrmQbSync Müller & Söhne <Wien>", application.Name);
        Assert.Equal("false", (string?)XDocument.Load(again).Root!.Element("IsReadOnly"));
        Assert.Null(XDocument.Load(again).Root!.Element("Password"));
        Assert.DoesNotContain(DesktopWorld.Password, await File.ReadAllTextAsync(again));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8085/acme/", "QBWC1001")]
    [InlineData("http://server:8085/acme/", "QBWC1010")]
    [InlineData("https://[::1]/acme/", "QBWC1001")]
    [InlineData("https://sync.intuit.com/acme/", "Intuit")]
    public void Addresses_that_the_Web_Connector_refuses_are_refused_first(string address, string reason)
    {
        var error = Assert.Throws<SyncException>(() => QwcFile.CheckAddress(address, "acme"));
        Assert.Equal(SyncErrorId.ProfileInvalid, error.Id);
        Assert.Contains(reason, error.Message);
    }

    [Theory]
    [InlineData("http://localhost:8085/acme", "http://localhost:8085/acme/")]
    [InlineData("https://sync.example.com:8443/acme/", "https://sync.example.com:8443/acme/")]
    public void Others_are_taken(string address, string taken) => Assert.Equal(taken, QwcFile.CheckAddress(address, "acme").AbsoluteUri);
}
