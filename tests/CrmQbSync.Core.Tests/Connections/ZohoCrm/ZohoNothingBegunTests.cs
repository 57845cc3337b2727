using System.Globalization;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Rule 8.5: after a stop no new request begins, though a batch that is under way would take several.</summary>
public sealed class ZohoNothingBegunTests
{
    /// <summary>Updates are read again before they are sent, and creations go before updates.</summary>
    [Theory]
    [InlineData("/Contacts", WriteStatus.Done)]
    [InlineData("/coql", null)]
    public async Task Rule_8_5_A_batch_begins_no_call_after_the_stop_and_tells_what_was_answered_before(string stoppedAt, WriteStatus? created)
    {
        await using var world = await ZohoWorld.StartAsync();
        var ann = world.Zoho.AddContact(("Last_Name", "Lee"), ("Email", "ann@x.example"));
        using var stop = new CancellationTokenSource();
        var (connection, traits) = await world.OpenAsync(stop: stop.Token);
        await using var scope = connection;
        var fields = new FieldSet(traits.Fields);
        WriteRequest[] batch =
        [
            new() { Kind = WriteKind.Update, Token = "1", Id = ann.Id.ToString(CultureInfo.InvariantCulture), Fields = [new FieldWrite(fields[fields.IndexOf("LastName")], "Moore")] },
            new()
            {
                Kind = WriteKind.Create,
                Token = "2",
                Fields = [new FieldWrite(fields[fields.IndexOf("Email")], "bob@x.example"), new FieldWrite(fields[fields.IndexOf("LastName")], "Ames")],
            },
        ];
        world.Emulator.ForgetCalls();
        world.Emulator.BeforeCall = request =>
        {
            if (request.Path.EndsWith(stoppedAt, StringComparison.Ordinal))
                stop.Cancel();
        };

        // What is under way is let settle here for as long as it takes.
        var writing = connection.WriteAsync(fields, created is null ? batch[..1] : batch, CancellationToken.None);

        if (created is null)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        else
            Assert.Equal([WriteStatus.Unknown, created.Value], (await writing).Select(outcome => outcome.Status));
        Assert.EndsWith(stoppedAt, Assert.Single(world.Emulator.ApiCalls).Path, StringComparison.Ordinal);
        Assert.Equal("Lee", ann.Text("Last_Name"));
    }
}
