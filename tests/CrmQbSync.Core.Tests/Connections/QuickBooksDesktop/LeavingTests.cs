namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A server that leaves: whoever was told the end of a session may close it, and nobody else holds it up. The clock stands unless a test moves it.</summary>
public sealed class LeavingTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly BareServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Who_was_told_that_there_is_no_work_may_close()
    {
        _server.Serve(run: null);
        var items = await _server.AuthenticateAsync();
        Assert.Equal("none", items[1]);

        var leaving = _server.LeaveAsync();

        Assert.Contains("nothing to be done", await _server.CallAsync("getLastError", ("ticket", items[0])));
        Assert.False(leaving.IsCompleted);
        Assert.Equal("OK", await _server.CallAsync("closeConnection", ("ticket", items[0])));
        await leaving.WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_never_closes_holds_the_server_up_for_a_moment()
    {
        _server.Serve(run: null);
        await _server.AuthenticateAsync();

        var leaving = _server.LeaveAsync();
        Assert.False(leaving.IsCompleted);
        _server.Clock.Advance(TimeSpan.FromMilliseconds(500));

        await leaving.WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_was_told_long_ago_is_not_waited_for()
    {
        _server.Serve(run: null);
        await _server.AuthenticateAsync();
        _server.Clock.Advance(TimeSpan.FromMinutes(1));

        await _server.LeaveAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_call_that_is_held_is_told_why_the_session_ends()
    {
        var opened = new TaskCompletionSource();
        _server.Serve(async (session, token) =>
        {
            await session.OpenAsync(token);
            opened.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return (null, "");
        });
        var ticket = (await _server.AuthenticateAsync())[0];
        var held = _server.CallAsync("sendRequestXML", ("ticket", ticket), ("strCompanyFileName", "acme.qbw"));
        await opened.Task.WaitAsync(Patience);

        var leaving = _server.LeaveAsync();

        Assert.Equal("", await held);
        Assert.Contains("The server was stopped", await _server.CallAsync("getLastError", ("ticket", ticket)));
        Assert.Equal("Stopped", await _server.CallAsync("closeConnection", ("ticket", ticket)));
        await leaving.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task QuickBooks_at_work_is_waited_for_for_a_moment(bool isInTime)
    {
        _server.Serve(async (session, token) =>
        {
            await session.OpenAsync(token);
            await session.SendAsync("<QBXML/>", 0, null, token);
            return (null, "");
        });
        var ticket = (await _server.AuthenticateAsync())[0];
        Assert.Equal("<QBXML/>", await _server.CallAsync("sendRequestXML", ("ticket", ticket), ("strCompanyFileName", "acme.qbw")));

        var leaving = _server.LeaveAsync();
        _server.Clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(leaving.IsCompleted);
        if (isInTime)
        {
            Assert.Equal("-1", await _server.CallAsync("receiveResponseXML", ("ticket", ticket), ("response", "<QBXML/>")));
            // From here on it only has to ask why, and to close.
            _server.Clock.Advance(TimeSpan.FromMilliseconds(299));
            Assert.Contains("The server was stopped", await _server.CallAsync("getLastError", ("ticket", ticket)));
            _server.Clock.Advance(TimeSpan.FromMilliseconds(299));
            Assert.False(leaving.IsCompleted);
            Assert.Equal("Stopped", await _server.CallAsync("closeConnection", ("ticket", ticket)));
        }
        else
        {
            _server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        await leaving.WaitAsync(Patience);
    }
}
