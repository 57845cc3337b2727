using System.Net;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A fault of the program itself is told where it happened, and stops nobody else.</summary>
public sealed class ServerFaultTests
{
    [Fact]
    public async Task A_run_that_ends_by_a_fault_is_told_and_the_next_session_runs()
    {
        var server = new BareServer();
        var runs = 0;
        server.Serve(async (session, token) =>
        {
            await session.OpenAsync(token);
            return ++runs == 1 ? throw new NotSupportedException("a fault") : (null, "1 added");
        });
        var ticket = (await server.AuthenticateAsync())[0];
        Assert.Equal("", await server.CallAsync("sendRequestXML", ("ticket", ticket), ("strCompanyFileName", "acme.qbw")));
        Assert.Equal("A fault of the program ended the update (NotSupportedException). Run it again; if it stays so, report it.", await server.CallAsync("getLastError", ("ticket", ticket)));
        Assert.Equal("Failed", await server.CallAsync("closeConnection", ("ticket", ticket)));

        var items = await server.AuthenticateAsync();

        Assert.Equal("", items[1]);
        Assert.Contains("HostQueryRq", await server.CallAsync("sendRequestXML", ("ticket", items[0]), ("strCompanyFileName", "acme.qbw")));
        Assert.Equal("100", await server.CallAsync("receiveResponseXML", ("ticket", items[0]), ("response", "<QBXML/>")));
        Assert.Equal("1 added", await server.CallAsync("closeConnection", ("ticket", items[0])));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_serves_gets_the_fault_and_the_address_is_free_again()
    {
        var server = new BareServer();
        server.Serve(async (session, token) =>
        {
            await session.OpenAsync(token);
            throw new NotSupportedException("a fault");
        });
        var ticket = (await server.AuthenticateAsync())[0];
        Assert.Equal("", await server.CallAsync("sendRequestXML", ("ticket", ticket), ("strCompanyFileName", "acme.qbw")));
        Assert.Equal("Failed", await server.CallAsync("closeConnection", ("ticket", ticket)));

        Assert.Equal("a fault", (await Assert.ThrowsAsync<NotSupportedException>(server.LeaveAsync)).Message);

        server.Serve(run: null);
        var items = await server.AuthenticateAsync();
        Assert.Equal("none", items[1]);
        Assert.Equal("OK", await server.CallAsync("closeConnection", ("ticket", items[0])));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_page_that_cannot_be_made_is_a_500_and_the_calls_go_on()
    {
        await using var server = new BareServer();
        server.Serve(run: null, (_, _) => throw new NotSupportedException("secret details"));

        using var answer = await server.GetAsync("support");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("A fault of the program: NotSupportedException.", await answer.Content.ReadAsStringAsync());
        var items = await server.AuthenticateAsync();
        Assert.Equal("none", items[1]);
        Assert.Equal("OK", await server.CallAsync("closeConnection", ("ticket", items[0])));
    }
}
