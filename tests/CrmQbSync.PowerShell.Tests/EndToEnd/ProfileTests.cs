using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>How a profile is named, where it is looked for, and what it holds where it says nothing.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly CsvPair _pair = new("1,ann@example.com,Ann,Bexley,1\n2,bob@example.com,Bob,Cole,2", "");

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void A_profile_is_a_path_a_name_a_file_or_what_was_read()
    {
        foreach (var profile in new[] { "./acme.yaml", "acme", "([IO.FileInfo]::new($args[0]))", "(Get-ContactSyncProfile acme)" })
            Assert.Equal(2, _pair.Run($"Get-CrmContact -Profile {profile}", _pair.Profile).Output.Count);
    }

    [Fact]
    public async Task A_name_is_looked_for_in_the_current_folder_and_then_among_the_profiles_of_the_home()
    {
        var profiles = Directory.CreateDirectory(_pair.Session.PathOf("home/profiles"));
        foreach (var name in new[] { "acme.yaml", "shop.yaml" })
            await File.WriteAllTextAsync(Path.Combine(profiles.FullName, name), "crm: { type: Csv, path: a.csv }\nqb: { type: Csv, path: b.csv }\n");

        var result = await ChildShell.RunAsync(
            new Dictionary<string, string> { ["CRMQBSYNC_HOME"] = _pair.Session.PathOf("home") },
            "-Command",
            $"$null = $ExecutionContext.SessionState.Path.SetLocation('{_pair.Session.Folder}'); (Get-ContactSyncProfile acme).Path; (Get-ContactSyncProfile shop).Path; [System.Management.Automation.CommandCompletion]::CompleteInput('Get-CrmContact sh', 17, $null).CompletionMatches.CompletionText");

        Assert.Equal("", result.Error);
        Assert.Equal([_pair.Profile, Path.Combine(profiles.FullName, "shop.yaml"), "shop"], result.Lines);
    }

    [Fact]
    public void What_a_profile_does_not_say_has_its_default_and_a_preset_gives_way_to_what_stands_beside_it()
    {
        const string Show = "Get-ContactSyncProfile acme | ForEach-Object { \"$($_.Mode) $($_.Priority) $($_.TieBreaker) $($_.Region) $($_.Blanks) $($_.Deletions) $($_.WhenEmailChanges) "
            + "$($_.TransferAllWhenNoneSelected) $($_.MaxDeletes)/$($_.MaxCreates)/$($_.MaxChangePercent) $($_.HistoryKeepDays) $($_.StateType)\" }";

        Assert.Equal("Synchronize Crm Crm US Fill Hold Follow False 50// 365 Sqlite", _pair.Run(Show).Texts.Single());
        Assert.Equal(_pair.Session.PathOf("acme.state.db"), _pair.Run("Get-ContactSyncProfile acme")["StatePath"]);
        File.AppendAllText(_pair.Profile, "preset: Classic\nblanks: Clear\ntieBreaker: Qb\nregion: FR\nsafety: { maxDeletes: 0, maxChangePercent: 30, maxCreates: 500 }\nhistory: { keepDays: 30 }\n");
        Assert.Equal("Synchronize Crm Qb FR Clear Hold CreateNew False 0/500/30 30 Sqlite", _pair.Run(Show).Texts.Single());
    }
}
