using System.Globalization;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Contacts;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>How a session with QuickBooks begins: whether it opens, which version of qbXML it speaks, and what the Web Connector hands over of it.</summary>
public sealed class OpeningTests
{
    private const string Path = @"C:\Users\Public\Documents\Rock Castle.qbw";

    /// <summary>Each HRESULT of the sheet with which QuickBooks does not open: the run fails with what to do, and the next goes through.</summary>
    [Fact]
    public async Task Every_reason_for_not_opening_ends_the_run_with_advice_of_its_own()
    {
        (string HResult, string Advice)[] cases =
        [
            ("0x80040400", "could not read a request"), ("0x80040401", "Close and open QuickBooks"), ("0x80040402", "Close and open QuickBooks"), ("0x80040408", "same Windows user"),
            ("0x8004040A", "Open the right company file"), ("0x8004040D", "Close and open QuickBooks"), ("0x80040410", "another mode"), ("0x80040414", "waits for an answer"),
            ("0x80040416", "name it with companyFile"), ("0x80040418", "administrator has to be signed in"), ("0x8004041A", "Allow the application"), ("0x8004041B", "is busy"),
            ("0x8004041C", "Close and open QuickBooks"), ("0x8004041D", "sign in automatically"), ("0x8004041E", "certificate"), ("0x8004041F", "edition of QuickBooks"),
            ("0x80040420", "Allow the application"), ("0x80040421", "open message"), ("0x80040422", "is busy"), ("0x80040423", "too old"), ("0x80040424", "is busy"),
            ("0x80040427", "not registered"), ("0x8004042A", "remote access"), ("0x80040438", "more than once"), (" 0X8004041a ", "Allow the application"),
        ];
        await using var world = await DesktopWorld.StartAsync();
        foreach (var (hresult, advice) in cases)
        {
            var update = await world.UpdateAsync(new UpdatePlan { CannotOpen = _ => (hresult, $"QuickBooks' words on {hresult}") });

            Assert.Equal($"QuickBooks' words on {hresult}", update.Error);
            Assert.Equal(RunStatus.Failed, world.Run.Status);
            Assert.Contains($"QuickBooks' words on {hresult}".Trim(), world.Run.Message);
            Assert.Contains(advice, world.Run.Message);
        }
        Assert.Empty(world.Company.Requests);
        await world.SyncAsync();
    }

    [Fact]
    public async Task Where_no_file_is_named_whatever_is_open_is_tried_once_and_made_sure_of()
    {
        await using var world = await DesktopWorld.StartAsync();
        (string, string)? Another(int attempt) => attempt == 1 ? ("0x8004040A", "A company data file is already open and it is different from the one requested.") : null;

        Assert.Single((await world.SyncAsync(new UpdatePlan { CannotOpen = Another })).Calls, "connectionError");

        world.Connector.Company = new CompanyFile(world.Clock) { CompanyName = "Castle Two" };
        Assert.Contains("Castle Two", (await world.UpdateAsync(new UpdatePlan { CannotOpen = Another })).Error);
    }

    [Fact]
    public async Task The_named_file_is_tried_once_only()
    {
        await using var world = await DesktopWorld.StartAsync(companyFile: Path);

        var update = await world.UpdateAsync(new UpdatePlan { CannotOpen = _ => ("0x80040416", "The company file name must be supplied.") });

        Assert.Equal(2, update.Calls.Count(call => call == "connectionError"));
        Assert.Equal(RunStatus.Failed, world.Run.Status);
    }

    [Theory]
    [InlineData("16.0", "13.0")]
    [InlineData("13.0", "13.0")]
    [InlineData("12.0", "12.0")]
    [InlineData("11.0", "11.0")]
    [InlineData("6.0", "6.0")]
    public async Task What_is_known_to_QuickBooks_is_used_also_where_the_Web_Connector_introduces_nobody(string highest, string used)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Schema = used == "13.0" ? world.Company.Schema : null;
        foreach (var isIntroduced in new[] { true, false })
        {
            world.Company.Switches = new CompanySwitches { HighestVersion = decimal.Parse(highest, CultureInfo.InvariantCulture), IsIntroduced = isIntroduced };
            world.AddContact($"{isIntroduced}@x.com", ("LastName", "Lee"), ("JobTitle", "Buyer"), ("BillingStreet", "1\n2\n3\n4\n5"), ("BillingCity", "Reno"));
            world.Clock.Advance(TimeSpan.FromMinutes(15));

            var update = await world.SyncAsync();

            Assert.All(update.Requests, request => Assert.Contains($"<?qbxml version=\"{used}\"?>", request));
            var customer = world.Customer($"{isIntroduced}@x.com");
            Assert.Equal((used[..2] is "13" or "12" ? "Buyer" : null, "5", "Reno"), (customer["JobTitle"], customer["BillAddress.Addr5"], customer["BillAddress.City"]));
            Assert.Equal((RunStatus.Succeeded, 0), (world.Run.Status, world.Run.Failed));
            Assert.Equal(!isIntroduced, world.Company.Requests.Remove("CompanyQueryRq"));
        }
    }

    [Fact]
    public async Task A_QuickBooks_that_is_too_old_is_told_so()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Switches = new CompanySwitches { HighestVersion = 5.0m };

        var update = await world.UpdateAsync();

        Assert.Contains("too old: it knows qbXML up to 5.0", update.Error);
        Assert.Contains("2007 or later", update.Error);
        Assert.Empty(world.Company.Requests);
        Assert.Equal(SyncErrorId.ServiceRejected, world.Watcher.Results.Last().Error!.Id);
    }

    [Theory]
    [InlineData(@"C:\Books\Acme.qbw", null)]
    [InlineData(@"\\server\books\Acme.qbw", null)]
    [InlineData("c:/Books/Acme.qbw", null)]
    [InlineData("", null)]
    [InlineData("Acme.qbw", "full path")]
    [InlineData("none", "full path")]
    [InlineData(@"C:\Books\", "full path")]
    [InlineData("/home/acme.qbw", "full path")]
    public void A_company_file_is_a_full_path_on_Windows(string file, string? wrong)
    {
        if (wrong is null)
            Assert.Null(TextRules.CompanyFile.Wrong(file));
        else
            Assert.Contains(wrong, TextRules.CompanyFile.Wrong(file));
    }

    [Fact]
    public async Task A_company_file_of_a_variable_that_is_no_path_is_refused_before_the_Web_Connector_takes_it_for_a_word_of_its_own()
    {
        var error = await Assert.ThrowsAsync<SyncException>(() => DesktopWorld.StartAsync(companyFile: "none"));

        Assert.Equal(SyncErrorId.ProfileInvalid, error.Id);
        Assert.Contains("acme.yaml(1,1): qb.companyFile", error.Message);
        Assert.Contains("full path", error.Advice);
    }

    [Fact]
    public async Task Who_names_a_company_file_may_run_while_QuickBooks_is_closed()
    {
        await using var named = await DesktopWorld.StartAsync(companyFile: Path);
        await using var open = await DesktopWorld.StartAsync();
        Assert.Equal(("umpOptional", null), (named.Application.UnattendedMode, open.Application.UnattendedMode));
    }

    [Theory]
    [InlineData("https://intuit.com/acme/", true)]
    [InlineData("https://sync.intuit.com/acme/", true)]
    [InlineData("https://myintuit.com/acme/", false)]
    public void Only_sites_of_Intuits_are_refused_as_such(string address, bool isRefused)
    {
        if (isRefused)
            Assert.Throws<SyncException>(() => QwcFile.CheckAddress(address, "acme"));
        else
            Assert.Equal(address, QwcFile.CheckAddress(address, "acme").AbsoluteUri);
    }

    [Fact]
    public async Task Ids_that_cannot_be_read_any_more_are_told_and_not_made_anew()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        var path = WebConnectorIdentity.PathOf(world.Profile.StatePath);
        await File.WriteAllTextAsync(path, "{}");

        var error = await Assert.ThrowsAsync<SyncException>(() => world.Host().WriteFileAsync(world.Profile, world.Profile.Path + ".qwc", CancellationToken.None));

        Assert.Equal(SyncErrorId.StateInvalid, error.Id);
        Assert.Contains(path, error.Message);
        Assert.Equal("{}", await File.ReadAllTextAsync(path));
    }
}
