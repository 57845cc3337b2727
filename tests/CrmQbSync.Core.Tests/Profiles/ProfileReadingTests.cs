using System.Globalization;
using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Profiles;

/// <summary>Profiles that are right.</summary>
public sealed class ProfileReadingTests : IDisposable
{
    private const string Full = """
        name: Acme Ltd
        mode: import
        priority: newest
        tieBreaker: QB
        region: no
        blanks: clear
        deletions: PROPAGATE
        matching:
          whenEmailChanges: createnew
        selection:
          transferAllWhenNoneSelected: True
          filter: { BillingCountry: [France, Belgium] }
        safety:
          maxDeletes: 0
          maxChangePercent: 30
          maxCreates: 500
        state:
          type: sqlite
          path: state/acme.db
        secrets: { vault: MyVault }
        history: { keepDays: 30 }
        proxy: http://proxy:8080
        notify:
          on: [failure, Always]
          smtp: { host: mail.example.com, from: a@example.com, to: [b@example.com, c@example.com], userName: u, password: "${secret:mail}" }
          webhook: { url: "https://hooks.example.com/${secret:hook}", format: slack }
          command: [notify.sh, "--id", ""]
        crm: { type: Csv, path: a.csv }
        qb: { type: Csv, path: b.csv }
        """;

    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_key_is_read()
    {
        var profile = _folder.Read(Full);
        Assert.Equal(("Acme Ltd", _folder.In("acme.yaml"), "Acme Ltd"), (profile.Name, profile.Path, profile.ToString()));
        Assert.Equal((SyncMode.Import, SyncPriority.Newest, Side.Qb, "NO"), (profile.Mode, profile.Priority, profile.TieBreaker, profile.Region));
        Assert.Equal((BlanksPolicy.Clear, DeletionsPolicy.Propagate, EmailChangePolicy.CreateNew), (profile.Blanks, profile.Deletions, profile.WhenEmailChanges));
        Assert.True(profile.TransferAllWhenNoneSelected);
        Assert.Equal((0, 30, 500, 30), (profile.MaxDeletes, profile.MaxChangePercent, profile.MaxCreates, profile.HistoryKeepDays));
        Assert.Equal(("Sqlite", _folder.In(Path.Combine("state", "acme.db")), "MyVault"), (profile.StateType, profile.StatePath, profile.SecretVault));
        Assert.Equal("http://proxy:8080", profile.Proxy!.Compose(name => name));
        var notify = profile.Notify!;
        Assert.Equal([NotifyEvent.Failure, NotifyEvent.Always], notify.On.ToArray());
        Assert.Equal(["b@example.com", "c@example.com"], notify.Smtp!.To.Select(to => to.Compose(name => name)));
        Assert.Equal((587, WebhookFormat.Slack), (notify.Smtp.Port, notify.Webhook!.Format));
        Assert.Equal("https://hooks.example.com/x", notify.Webhook.Url.Compose(_ => "x"));
        Assert.Equal(["notify.sh", "--id", ""], notify.Command.Select(part => part.Compose(name => name)));
    }

    [Fact]
    public void Defaults_are_those_of_a_profile()
    {
        var profile = _folder.Read(ProfileFolder.Sides);
        Assert.Equal(("acme", SyncMode.Synchronize, SyncPriority.Crm, Side.Crm, "US"), (profile.Name, profile.Mode, profile.Priority, profile.TieBreaker, profile.Region));
        Assert.Equal((BlanksPolicy.Fill, DeletionsPolicy.Hold, EmailChangePolicy.Follow, false), (profile.Blanks, profile.Deletions, profile.WhenEmailChanges, profile.TransferAllWhenNoneSelected));
        Assert.Equal((50, null, null, 365), (profile.MaxDeletes, profile.MaxCreates, profile.MaxChangePercent, profile.HistoryKeepDays));
        Assert.Equal((_folder.In("acme.state.db"), "Sqlite", null, null, null, null), (profile.StatePath, profile.StateType, profile.SecretVault, profile.Proxy, profile.Notify, profile.Preset));
        Assert.Empty(profile.Filter);
    }

    [Fact]
    public void The_definition_tells_the_defaults_that_hold()
    {
        string? Default(string key) => ProfileKeys.Root.Keys.Concat(ProfileKeys.Root.Keys.SelectMany(group => group.Keys)).First(known => known.Name == key).Default;
        var profile = _folder.Read(ProfileFolder.Sides);
        Assert.Equal($"{profile.Mode}", Default("mode"));
        Assert.Equal($"{profile.Priority}", Default("priority"));
        Assert.Equal($"{profile.TieBreaker}", Default("tieBreaker"));
        Assert.Equal(profile.Region, Default("region"));
        Assert.Equal($"{profile.Blanks}", Default("blanks"));
        Assert.Equal($"{profile.Deletions}", Default("deletions"));
        Assert.Equal($"{profile.WhenEmailChanges}", Default("whenEmailChanges"));
        Assert.Equal($"{profile.MaxDeletes}", Default("maxDeletes"));
        Assert.Equal($"{profile.HistoryKeepDays}", Default("keepDays"));
    }

    [Fact]
    public void The_state_is_named_after_the_profile() =>
        Assert.Equal(_folder.In("other.state.db"), _folder.Read(ProfileFolder.Sides + "name: other\n").StatePath);

    [Fact]
    public void Groups_whose_lines_are_all_comments_are_no_fault() =>
        Assert.Equal(50, _folder.Read(ProfileFolder.Sides + "fields:\n  # Phone: {}\nsafety:\nselection:\n  filter:\nmatching:\n").MaxDeletes);

    [Fact]
    public void The_preset_Classic_sets_three_policies()
    {
        var profile = _folder.Read(ProfileFolder.Sides + "preset: classic\n");
        Assert.Equal(("Classic", BlanksPolicy.Keep, DeletionsPolicy.Hold, EmailChangePolicy.CreateNew), (profile.Preset, profile.Blanks, profile.Deletions, profile.WhenEmailChanges));
    }

    [Fact]
    public void Keys_beside_the_preset_win()
    {
        var profile = _folder.Read(ProfileFolder.Sides + "preset: Classic\nblanks: Fill\ndeletions: Recreate\nmatching: { whenEmailChanges: Follow }\n");
        Assert.Equal((BlanksPolicy.Fill, DeletionsPolicy.Recreate, EmailChangePolicy.Follow), (profile.Blanks, profile.Deletions, profile.WhenEmailChanges));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("NONE")]
    public void A_proxy_may_be_none(string none) => Assert.Equal(none, _folder.Read(ProfileFolder.Sides + $"proxy: {none}\n").Proxy!.Compose(name => name));

    [Fact]
    public void Paths_are_relative_to_the_profile_not_to_the_process()
    {
        var path = _folder.Write("crm: { type: Csv, path: ../a.csv }\nqb: { type: Csv, path: data/b.csv }\n", "sub/acme.yaml");
        var profile = _folder.Store.Read(Path.GetRelativePath(Environment.CurrentDirectory, path));
        Assert.Equal(path, profile.Path);
        Assert.Equal(_folder.In("a.csv"), Assert.IsType<CsvSettings>(profile.Crm).Path);
        Assert.Equal(_folder.In("sub/data/b.csv"), Assert.IsType<CsvSettings>(profile.Qb).Path);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void The_culture_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Every_key_is_read();
            var profile = _folder.Read(ProfileFolder.Sides + "mode: IMPORT\nregion: it\nmatching: { whenEmailChanges: FOLLOW }\ndeletions: hold\n");
            Assert.Equal((SyncMode.Import, "IT"), (profile.Mode, profile.Region));
            Assert.Equal("(3,7): mode: 'ımport' is none of its values; Import is meant (one of Import, Export, Synchronize)", Assert.Single(_folder.Faults(ProfileFolder.Sides + "mode: ımport\n")));
            Assert.EndsWith("a whole number from 0 to 10000000", Assert.Single(_folder.Faults(ProfileFolder.Sides + "safety: { maxDeletes: -1 }\n")), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
