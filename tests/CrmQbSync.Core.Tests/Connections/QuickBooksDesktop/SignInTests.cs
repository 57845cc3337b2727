using System.Text;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.WebConnector;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Who guesses at the password is slowed down, alone or many at once, and holds up no other machine.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task Many_guesses_at_once_are_not_even_looked_at_and_another_machine_does_not_wait()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        var guesses = Enumerable.Range(0, 20).Select(number => GuessAsync(world, $"wrong {number}")).ToList();
        // The clock stands: those that were looked at wait for their answers, the others have it.
        var refused = new List<Task<string>>();
        while (refused.Count < 20 - SignInGuard.MaxOfOrigin)
        {
            var answered = await Task.WhenAny(guesses.Except(refused)).WaitAsync(TimeSpan.FromSeconds(60));
            refused.Add(answered);
        }
        Assert.All(refused, guess => Assert.Equal("busy", guess.Result));
        // Not even the right password is looked at meanwhile, where it comes from the guesser's machine.
        Assert.Equal("busy", (await world.UpdateAsync()).Work);

        using var elsewhere = OtherMachine.Client();
        var update = await new WebConnectorClient(world.Application, DesktopWorld.Password, world.Company, elsewhere).UpdateAsync();

        Assert.True(update.IsComplete, update.Error);
        Assert.Single(world.Company.Customers);
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(SignInGuard.MaxOfOrigin, (await Task.WhenAll(guesses)).Count(answer => answer == "nvu"));
        await world.SyncAsync();
    }

    [Fact]
    public async Task Behind_a_proxy_each_machine_has_its_own_turn()
    {
        await using var world = await DesktopWorld.StartAsync();
        // Proxies name a machine with or without its port, behind whatever it says itself.
        var guesses = Enumerable.Range(0, SignInGuard.MaxOfOrigin + 1).Select(number => GuessAsync(world, "wrong", $"203.0.113.{number}, 198.51.100.7:{50_000 + number}")).ToList();
        Assert.Equal("busy", await await Task.WhenAny(guesses).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal("busy", await GuessAsync(world, DesktopWorld.Password, "198.51.100.7"));

        using var other = new HttpClient();
        other.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.8");
        var update = await new WebConnectorClient(world.Application, DesktopWorld.Password, world.Company, other).UpdateAsync();

        Assert.True(update.IsComplete, update.Error);
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(SignInGuard.MaxOfOrigin, (await Task.WhenAll(guesses)).Count(answer => answer == "nvu"));
    }

    [Fact]
    public async Task A_machine_is_forgotten_only_where_it_does_nothing()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var guard = new SignInGuard("crmqbsync", DesktopWorld.Password, clock);
        Task<SignInVerdict> CheckAsync(string password, string machine) => guard.CheckAsync("crmqbsync", password, new CallerMachine(machine, machine), CancellationToken.None);
        var waiting = Enumerable.Range(0, SignInGuard.MaxOfOrigin).Select(_ => CheckAsync("wrong", "guesser")).ToList();

        for (var number = 0; number < 3000; number++)
            Assert.Equal(SignInVerdict.Right, await CheckAsync(DesktopWorld.Password, $"machine {number}"));

        Assert.Equal(SignInVerdict.TooMany, await CheckAsync(DesktopWorld.Password, "guesser"));
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.All(await Task.WhenAll(waiting), verdict => Assert.Equal(SignInVerdict.Wrong, verdict));
        Assert.Equal(SignInVerdict.Right, await CheckAsync(DesktopWorld.Password, "guesser"));
    }

    /// <summary>Signs in, and gives the word that came back.</summary>
    private static async Task<string> GuessAsync(DesktopWorld world, string password, string? forwarded = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, world.Address)
        {
            Content = new StringContent(
                "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><authenticate xmlns=\"http://developer.intuit.com/\">"
                    + $"<strUserName>crmqbsync</strUserName><strPassword>{password}</strPassword></authenticate></soap:Body></soap:Envelope>",
                Encoding.UTF8,
                "text/xml"),
        };
        if (forwarded is not null)
            request.Headers.Add("X-Forwarded-For", forwarded);
        using var answer = await world.Http.SendAsync(request);
        return System.Xml.Linq.XDocument.Parse(await answer.Content.ReadAsStringAsync()).Descendants().Last(element => element.Name.LocalName == "string").Value;
    }
}
