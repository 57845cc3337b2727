using System.Net.Http.Headers;
using System.Text;
using CrmQbSync.Emulators.QuickBooksOnline;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>The emulator itself, where our own requests never go: it refuses what the vendor would refuse, and what is uncertain can be switched.</summary>
public sealed class CompanyEmulatorTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _client = new();
    private QuickBooksOnlineEmulator _emulator = null!;

    public async Task InitializeAsync()
    {
        _emulator = await QuickBooksOnlineEmulator.StartAsync();
        _client.BaseAddress = new Uri(_emulator.Address, $"/v3/company/{_emulator.RealmId}/");
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_emulator.SignIn.ClientId}:{_emulator.SignIn.ClientSecret}")));
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", _emulator.SignIn.RefreshToken)]);
        using var reply = await _client.PostAsync(_emulator.TokenUrl, form);
        var token = (string)JObject.Parse(await reply.Content.ReadAsStringAsync())["access_token"]!;
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("""{"DisplayName":"A","PrimaryPhone":{"FreeFormNumber":"1","Colour":"red"}}""", "Customer.PrimaryPhone.Colour is not in the schema")]
    [InlineData("""{"DisplayName":"A","BillAddr":{"Street":"1 Way"}}""", "Customer.BillAddr.Street is not in the schema")]
    [InlineData("""{"DisplayName":"A","Taxable":"perhaps"}""", "Customer.Taxable does not have the schema's type")]
    [InlineData("""{"DisplayName":"A","Balance":"much"}""", "Customer.Balance does not have the schema's type")]
    public async Task Every_customer_that_is_sent_is_held_to_the_vendor_s_schema_where_that_is_at_hand(string customer, string breach)
    {
        var single = await PostAsync("customer", customer);
        var batch = (JObject)(await PostAsync("batch", $$"""{"BatchItemRequest":[{"bId":"i0","operation":"create","Customer":{{customer}}}]}"""))["BatchItemResponse"]![0]!;

        foreach (var error in new[] { single, batch }.Select(answer => answer["Fault"]!["Error"]![0]!))
        {
            Assert.Equal("2010", (string?)error["code"]);
            if (SchemaCheck.HasFiles)
                Assert.Equal(breach, (string?)error["Detail"]);
        }
        Assert.Empty(_emulator.Company.Customers);
    }

    [Theory]
    [InlineData(BlankMeaning.Ignored, "n")]
    [InlineData(BlankMeaning.Clears, null)]
    [InlineData(BlankMeaning.Refused, "n")]
    public async Task Null_in_a_sparse_update_means_what_is_switched_on_and_is_complained_of(BlankMeaning meaning, string? notes)
    {
        _emulator.Knobs.SparseNull = meaning;
        _emulator.Company.Add(new JObject { ["DisplayName"] = "A", ["Notes"] = "n" });

        var answer = await PostAsync("customer", """{"Id":"1","SyncToken":"0","sparse":true,"Notes":null,"Title":"Dr"}""");

        Assert.Equal(notes, (string?)_emulator.Company.Find("1")!["Notes"]);
        Assert.Equal(meaning == BlankMeaning.Refused ? null : "Dr", (string?)_emulator.Company.Find("1")!["Title"]);
        Assert.Equal(meaning == BlankMeaning.Refused, answer["Fault"] is not null);
        Assert.Equal(["A request holds a null."], _emulator.Company.Complaints);
    }

    [Theory]
    [InlineData("""{"DisplayName":"A:B"}""", "2040")]
    [InlineData("""{"GivenName":"x\ty"}""", "2040")]
    [InlineData("""{"CompanyName":"only"}""", "6080")]
    [InlineData("""{"DisplayName":"A","PrimaryEmailAddr":{"Address":"a@b.c;d@e.f"}}""", "2210")]
    [InlineData("""{"DisplayName":"A","WebAddr":{"URI":"no address"}}""", "2200")]
    [InlineData("""{"DisplayName":"A","Job":true}""", "6150")]
    [InlineData("""{"DisplayName":"taken"}""", "6240")]
    [InlineData("""{"Id":"1","DisplayName":"A","sparse":true}""", "2020")]
    [InlineData("""{"Id":"1","SyncToken":"7","Title":"Dr","sparse":true}""", "5010")]
    [InlineData("""{"Id":"99","SyncToken":"0","Title":"Dr","sparse":true}""", "610")]
    [InlineData("""{"Id":"1.5","SyncToken":"0","Title":"Dr","sparse":true}""", "2030")]
    public async Task What_the_vendor_refuses_is_refused_with_its_code(string customer, string code)
    {
        _emulator.Company.Add(new JObject { ["DisplayName"] = "Taken" });

        Assert.Equal(code, (string?)(await PostAsync("customer", customer))["Fault"]!["Error"]![0]!["code"]);
    }

    private async Task<JObject> PostAsync(string resource, string body)
    {
        using var content = new StringContent(body, new UTF8Encoding(false), "application/json");
        using var reply = await _client.PostAsync($"{resource}?minorversion=75&requestid={Guid.NewGuid():N}", content);
        return JObject.Parse(await reply.Content.ReadAsStringAsync());
    }
}
