using System.Text;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.WebConnector;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>How documents and responses change hands while both sides go on working.</summary>
public sealed class HandOverTests
{
    private readonly WebConnectorSession _session = new("ticket", null, "here", new FakeTimeProvider(), new SessionTimes());

    [Fact]
    public async Task Who_hands_a_document_over_is_told_once_that_the_Web_Connector_has_it()
    {
        var told = 0;
        var sending = _session.SendAsync("<QBXML/>", 0, () => told++, CancellationToken.None);
        _session.NoteSent();
        Assert.Equal(0, told);

        Assert.Equal("<QBXML/>", await _session.TakeAsync(new SessionFacts("", ""), CancellationToken.None));
        Assert.Equal(0, told);
        _session.NoteSent();
        _session.NoteSent();

        Assert.Equal(1, told);
        Assert.False(sending.IsCompleted);
        _session.Finish(null);
        Assert.Equal(100, await _session.ReceiveAsync(new LineReply("0x1", "No."), CancellationToken.None));
        Assert.Equal("0x1", (await sending).HResult);
    }

    [Theory]
    [InlineData("did not get QuickBooks to open the company file")]
    [InlineData("did not call again")]
    [InlineData("did not bring QuickBooks' answer")]
    public async Task Who_keeps_us_waiting_too_long_is_told_so_when_he_comes_at_last(string what)
    {
        var clock = new FakeTimeProvider();
        var session = new WebConnectorSession("ticket", null, "here", clock, new SessionTimes());
        Task waiting = what.Contains("open", StringComparison.Ordinal)
            ? session.OpenAsync(CancellationToken.None)
            : session.SendAsync("<QBXML/>", 0, null, CancellationToken.None);
        if (what.Contains("answer", StringComparison.Ordinal))
            Assert.Equal("<QBXML/>", await session.TakeAsync(new SessionFacts("", ""), CancellationToken.None));

        while (!waiting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(1);
        }

        Assert.Contains(what, (await Assert.ThrowsAsync<SyncException>(() => waiting)).Message);
        Assert.Equal(-1, await session.ReceiveAsync(new LineReply("", ""), CancellationToken.None));
        Assert.Equal("", await session.TakeAsync(new SessionFacts("", ""), CancellationToken.None));
        Assert.Contains($"The Web Connector {what} in time. Look whether the Web Connector still runs", session.LastError());
        Assert.Equal("Stopped", session.Close());
    }

    [Fact]
    public async Task A_call_that_was_given_up_for_another_takes_no_document()
    {
        var facts = new SessionFacts("", "");
        var givenUp = _session.TakeAsync(facts, CancellationToken.None);
        var held = _session.TakeAsync(facts, CancellationToken.None);

        var sending = _session.SendAsync("<QBXML/>", 0, null, CancellationToken.None);

        Assert.Equal("", await givenUp);
        Assert.Equal("<QBXML/>", await held);
        _session.Finish(null);
        Assert.Equal(100, await _session.ReceiveAsync(new LineReply("0x1", "No."), CancellationToken.None));
        Assert.Equal("0x1", (await sending).HResult);
    }

    [Fact]
    public void A_response_that_was_released_is_not_read_any_more()
    {
        var body = new RequestBody(System.Buffers.MemoryPool<byte>.Shared.Rent(100_000), 0);
        var response = ResponseText.OfEscaped(Encoding.UTF8.GetBytes("&lt;QBXML/&gt;"));
        response.Keep(body);
        Assert.Equal("<QBXML/>", response.ToString());

        response.Release();
        response.Release();

        Assert.Throws<ObjectDisposedException>(response.Open);
        Assert.Throws<ObjectDisposedException>(() => body.Bytes);
    }

    [Fact]
    public async Task A_large_answer_that_comes_after_the_session_has_failed_here_is_told_why()
    {
        await using var server = new BareServer();
        using var crm = new CancellationTokenSource();
        server.Serve(async (session, token) =>
        {
            await session.OpenAsync(token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.SendAsync("<QBXML/>", 0, null, crm.Token));
            return ("The CRM is gone.", "Failed");
        });
        var ticket = (await server.AuthenticateAsync())[0];
        await server.CallAsync("sendRequestXML", ("ticket", ticket), ("strCompanyFileName", "acme.qbw"));
        await crm.CancelAsync();

        Assert.Equal("-1", await server.CallAsync("receiveResponseXML", ("ticket", ticket), ("response", new string('x', 200_000))));

        Assert.Equal("The CRM is gone.", await server.CallAsync("getLastError", ("ticket", ticket)));
        Assert.Equal("Failed", await server.CallAsync("closeConnection", ("ticket", ticket)));
        // Nobody's large bodies are read any more.
        await Assert.ThrowsAsync<HttpRequestException>(() => server.CallAsync("receiveResponseXML", ("ticket", ticket), ("response", new string('x', 200_000))));
    }

    [Fact]
    public async Task Pages_of_several_companies_that_are_read_at_once_are_not_mixed_up()
    {
        const int Customers = 1201;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async number =>
        {
            await using var world = await DesktopWorld.StartAsync();
            var sign = (char)('a' + number);
            world.Company.AddMany(Enumerable.Range(0, Customers).Select(at => (
                $"{sign} {at}", (IEnumerable<(string, string?)>)[("Email", $"{sign}{at}@x.com"), ("LastName", $"{sign} {at}"), ("Notes", new string(sign, 100))])));

            // One that comes twice lies in another buffer, which nobody reads.
            await world.SyncAsync(new UpdatePlan { FaultOf = (at, _) => number == 0 && at < 4 ? RequestFault.ReceivedTwice : RequestFault.None });

            Assert.Equal(Customers, world.Crm.Existing.Count);
            Assert.All(world.Crm.Existing, record => Assert.Equal($"{sign}{record["LastName"]![2..]}@x.com {new string(sign, 100)}", $"{record["Email"]} {record["Notes"]}"));
        }));
    }
}
