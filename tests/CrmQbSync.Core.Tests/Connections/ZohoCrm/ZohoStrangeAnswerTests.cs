using CrmQbSync.Connections;
using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Running;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Answers that are none of Zoho's, or not of the form that it describes: nothing is concluded from them.</summary>
public sealed class ZohoStrangeAnswerTests
{
    /// <summary>In the middle of a full reading: what was not read would else be taken for deleted.</summary>
    [Theory]
    [InlineData(ZohoFaultKind.EmptyAnswer)]
    [InlineData(ZohoFaultKind.StrangePage)]
    [InlineData(ZohoFaultKind.Redirect)]
    public async Task Nobody_is_missed_because_of_a_proxys_answer(ZohoFaultKind kind)
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 2300; number++)
            world.Zoho.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@x.example"));
        await world.SucceedAsync();
        var all = new RunOptions { All = true };
        world.Emulator.Faults.Add(new ZohoFault(kind, IsSecondPage));
        var passing = await world.SucceedAsync(all);
        Assert.Equal((2300, 0), (passing.CrmRead, passing.Held));
        Assert.False(world.Emulator.Faults.Any);

        world.Emulator.Faults.Add(new ZohoFault(kind, IsSecondPage, 100));
        var staying = await world.RunAsync(all);
        Assert.Equal((SyncErrorId.ServiceUnavailable, 0), (staying.Error?.Id, staying.Run!.Held));
        Assert.Contains("proxy", staying.Error!.Advice, StringComparison.Ordinal);
        Assert.All(await world.LinksAsync(), link => Assert.Equal(LinkState.Live, link.State));
    }

    [Theory]
    [InlineData(ZohoFaultKind.EmptyAnswer)]
    [InlineData(ZohoFaultKind.StrangePage)]
    [InlineData(ZohoFaultKind.Redirect)]
    public async Task A_write_that_a_proxy_answers_is_looked_for(ZohoFaultKind kind)
    {
        await using var world = await ZohoWorld.StartAsync();
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        world.Emulator.Faults.Add(kind, "POST", "/crm/v8/Contacts");
        var run = (await world.RunAsync()).Run!;
        Assert.Contains("next run", (await world.EntriesAsync(run.SyncId)).Single(entry => entry.Status == EntryStatus.Failed).Message, StringComparison.Ordinal);
        await world.SucceedAsync();
        Assert.Single(world.Zoho.Contacts.Existing);
    }

    [Fact]
    public async Task A_page_that_blocks_the_way_is_told_as_such()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        world.Emulator.Faults.Add(new ZohoFault(ZohoFaultKind.BlockingPage, request => request.Path.StartsWith("/crm/", StringComparison.Ordinal), 100));
        var error = (await world.RunAsync()).Error!;
        Assert.Equal(SyncErrorId.ServiceRejected, error.Id);
        Assert.Contains("status 403", error.Message, StringComparison.Ordinal);
        Assert.Contains("proxy", error.Advice, StringComparison.Ordinal);
    }

    /// <summary>Which row belongs to which contact is not known then.</summary>
    [Theory]
    [InlineData("POST", 1)]
    [InlineData("POST", 0)]
    [InlineData("PUT", 1)]
    [InlineData("PUT", 0)]
    [InlineData("DELETE", 1)]
    [InlineData("DELETE", 0)]
    public async Task From_fewer_rows_than_were_sent_nothing_is_concluded(string method, int left)
    {
        await using var world = await ZohoWorld.StartAsync();
        var cutting = new Cutting(method, left);
        await using var connection = new ConnectionFactory(world.Web with { MakeHandler = proxy => { cutting.InnerHandler = HttpHandlers.Create(proxy); return cutting; } })
            .Create(world.Profile, Side.Crm);
        var traits = await connection.OpenAsync(null, CancellationToken.None);
        var fields = new Contacts.FieldSet(traits.Fields);
        string[] ids = [.. Enumerable.Range(0, 3).Select(number => world.Zoho.AddContact(("Last_Name", $"Old {number}"), ("Email", $"p{number}@x.example")).IdText)];
        WriteRequest Request(int number) => new()
        {
            Kind = method switch { "POST" => WriteKind.Create, "PUT" => WriteKind.Update, _ => WriteKind.Delete },
            Token = $"{number}",
            Id = method == "POST" ? null : ids[number],
            Fields = method == "DELETE" ? [] :
            [
                new FieldWrite(fields.Fields.Single(field => field.Name == "Email"), $"n{number}@x.example"),
                new FieldWrite(fields.Fields.Single(field => field.Name == "LastName"), $"New {number}"),
            ],
        };

        var outcomes = await connection.WriteAsync(fields, [.. Enumerable.Range(0, 3).Select(Request)], CancellationToken.None);

        Assert.True(cutting.HasCut);
        Assert.All(outcomes, outcome => Assert.Equal(WriteStatus.Done, outcome.Status));
        for (var number = 0; number < 3; number++)
        {
            var contact = world.Zoho.Contacts.Existing.SingleOrDefault(contact => contact.Text("Email") == $"n{number}@x.example");
            Assert.Equal(method == "DELETE" ? null : contact!.IdText, outcomes[number].Id);
        }
        Assert.Equal(method switch { "POST" => 6, "PUT" => 3, _ => 0 }, world.Zoho.Contacts.Existing.Count());
    }

    private static bool IsSecondPage(ZohoRequest request) =>
        request.Path.EndsWith("/coql", StringComparison.Ordinal) && request.Body.Contains("order by id", StringComparison.Ordinal) && !request.Body.Contains("id > 0)", StringComparison.Ordinal);

    /// <summary>Takes rows off the first answer to a write.</summary>
    private sealed class Cutting(string method, int left) : DelegatingHandler
    {
        public bool HasCut { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (HasCut || request.Method.Method != method || request.RequestUri!.AbsolutePath != "/crm/v8/Contacts")
                return response;
            HasCut = true;
            var reply = JObject.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            reply["data"] = new JArray(((JArray)reply["data"]!).Take(left));
            response.Content = new StringContent(reply.ToString());
            return response;
        }
    }
}
