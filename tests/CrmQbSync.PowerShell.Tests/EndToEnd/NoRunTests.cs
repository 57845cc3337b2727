using CrmQbSync.State;
using CrmQbSync.State.Sqlite;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Rule 8.4: what keeps a run from beginning leaves no row in the history, and takes no Sync ID.</summary>
public sealed class NoRunTests : IDisposable
{
    private readonly CsvPair _pair = new("1,ann@example.com,Ann,Bexley,1", "");

    private string State => _pair.Session.PathOf("acme.state.db");

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Rule_8_4_A_profile_that_is_wrong_has_no_row()
    {
        _pair.Run("Invoke-ContactSync acme");
        var sound = File.ReadAllText(_pair.Profile);
        File.AppendAllText(_pair.Profile, "mood: good\n");

        Refuses("ProfileInvalid");

        File.WriteAllText(_pair.Profile, sound);
        AssertNoRow();
    }

    [Fact]
    public void Rule_8_4_A_secret_that_is_missing_has_no_row()
    {
        _pair.Run("Invoke-ContactSync acme");
        var sound = File.ReadAllText(_pair.Profile);
        File.AppendAllText(_pair.Profile, "region: ${env:CRMQBSYNC_TESTS_NOT_SET}\n");

        Refuses("SecretMissing");

        File.WriteAllText(_pair.Profile, sound);
        AssertNoRow();
    }

    [Fact]
    public void Rule_8_4_A_state_that_cannot_be_used_has_no_row()
    {
        _pair.Run("Invoke-ContactSync acme");
        var sound = File.ReadAllBytes(State);
        File.WriteAllText(State, "this is no database, however long it may be " + new string('x', 5000));

        Refuses("StateInvalid");

        File.WriteAllBytes(State, sound);
        AssertNoRow();
    }

    [Fact]
    public async Task Rule_8_4_A_run_beside_another_has_no_row()
    {
        _pair.Run("Invoke-ContactSync acme");
        var store = await new SqliteStateStoreFactory(TimeProvider.System).OpenAsync(new StateLocation("Sqlite", State, _pair.Profile), CancellationToken.None);
        await using (store.ConfigureAwait(false))
        {
            var other = await store.AcquireLockAsync(CancellationToken.None);
            await using (other.ConfigureAwait(false))
            {
                Refuses("SyncAlreadyRunning");
                // Nor does what changes the state beside runs go between.
                Refuses("SyncAlreadyRunning", "Remove-ContactLink acme -CrmId 1 -Confirm:$false");
                Refuses("SyncAlreadyRunning", "Undo-ContactSync acme 1 -Confirm:$false");
            }
        }

        AssertNoRow();
    }

    private void Refuses(string id, string script = "Invoke-ContactSync acme")
    {
        // An error that ends the pipeline: what stands behind it is not reached, and no run is output.
        var result = _pair.Run($"try {{ {script}; 'went on' }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}");
        Assert.Equal(id, Assert.Single(result.Texts));
    }

    private void AssertNoRow()
    {
        Assert.Equal("1 Succeeded", _pair.Run("Get-ContactSyncHistory acme | ForEach-Object { \"$($_.SyncId) $($_.Status)\" }").Texts.Single());
        Assert.Equal(2L, _pair.Run("Invoke-ContactSync acme")["SyncId"]);
    }
}
