using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Profiles;

/// <summary>Starter profiles.</summary>
public sealed class StarterTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ZohoCrm", "QuickBooksOnline")]
    [InlineData("ZohoCrm", "QuickBooksDesktop")]
    [InlineData("zohocrm", "Csv")]
    [InlineData("Csv", "QuickBooksOnline")]
    [InlineData("Csv", "QuickBooksDesktop")]
    [InlineData("csv", "csv")]
    public void A_starter_reads_back_as_the_default(string crm, string qb)
    {
        var path = _folder.Store.Create(Starter() with { Crm = crm, Qb = qb });
        Assert.Equal(_folder.In("acme.yaml"), path);
        var profile = _folder.Store.Read(path);
        var standard = _folder.Store.Read(_folder.Write(ProfileFolder.Sides, "standard.yaml"));
        Assert.Equal((crm, qb), (profile.Crm.Type, profile.Qb.Type), StringPairs.IgnoreCase);
        Assert.Equal(
            standard with { Name = "acme", Path = path, StatePath = _folder.In("acme.state.db"), StateFile = _folder.In("acme.state.db"), Crm = profile.Crm, Qb = profile.Qb, Rules = profile.Rules, Filter = profile.Filter, Variables = profile.Variables, VariableNames = profile.VariableNames, Secrets = profile.Secrets },
            profile);
        Assert.NotEmpty(profile.Rules);
    }

    [Fact]
    public void A_starter_says_what_was_asked_for()
    {
        var profile = _folder.Store.Read(_folder.Store.Create(Starter() with
        {
            Mode = SyncMode.Export, Priority = SyncPriority.Newest, Preset = "classic", TransferAll = true,
        }));
        Assert.Equal((SyncMode.Export, SyncPriority.Newest, true), (profile.Mode, profile.Priority, profile.TransferAllWhenNoneSelected));
        Assert.Equal(("Classic", BlanksPolicy.Keep, EmailChangePolicy.CreateNew), (profile.Preset, profile.Blanks, profile.WhenEmailChanges));
    }

    [Fact]
    public void A_starter_tells_what_differs_from_the_original_service()
    {
        var text = File.ReadAllText(_folder.Store.Create(Starter()));
        Assert.Contains("preset: Classic", text, StringComparison.Ordinal);
        Assert.Contains("(Fill)", text, StringComparison.Ordinal);
        Assert.Contains("(Follow)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\t", text, StringComparison.Ordinal);
        Assert.False(text.StartsWith('\uFEFF'));
    }

    /// <summary>What the comments offer must be right too.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("Classic")]
    public void A_starter_reads_back_with_every_offered_line(string? preset)
    {
        var path = _folder.Store.Create(Starter() with { Preset = preset });
        var lines = File.ReadAllLines(path)
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"^(\s*)# ((  )?[A-Za-z]+:( |$))", "$1$2"));
        File.WriteAllLines(path, lines);
        var profile = _folder.Store.Read(path);
        Assert.Equal("acme", profile.Name);
        Assert.Equal(["SecondPhone"], profile.Rules.Select(rule => rule.Field.Name).Except(CrmQbSync.Contacts.CanonicalFields.All.Select(field => field.Name)));
        Assert.Single(profile.Filter);
    }

    [Theory]
    [InlineData("o'neil & söhne (eu).yaml", "o'neil & söhne (eu)")]
    [InlineData("a # b.yaml", "a # b")]
    [InlineData("Ünïcode 株式会社.yaml", "Ünïcode 株式会社")]
    public void Names_with_signs_read_back(string file, string name)
    {
        var profile = _folder.Store.Read(_folder.Store.Create(new StarterProfile { Path = _folder.In(file), Crm = "ZohoCrm", Qb = "QuickBooksDesktop" }));
        Assert.Equal(name, profile.Name);
        Assert.Equal($"{name}-zoho-id", Assert.Single(Assert.IsType<ZohoCrmSettings>(profile.Crm).ClientId.SecretNames));
    }

    [Fact]
    public void An_existing_file_is_overwritten_only_with_Force()
    {
        _folder.Write("mine");
        AssertFailed(Starter(), "it exists");
        Assert.Equal("mine", File.ReadAllText(_folder.In("acme.yaml")));
        _folder.Store.Create(Starter() with { Force = true });
        Assert.Equal("acme", _folder.Store.Read(_folder.In("acme.yaml")).Name);
    }

    [Fact]
    public void A_read_only_file_is_not_overwritten()
    {
        _folder.Write("mine");
        File.SetAttributes(_folder.In("acme.yaml"), FileAttributes.ReadOnly);
        AssertFailed(Starter() with { Force = true }, "it is read-only");
        File.SetAttributes(_folder.In("acme.yaml"), FileAttributes.Normal);
        Assert.Equal("mine", File.ReadAllText(_folder.In("acme.yaml")));
    }

    [Fact]
    public void A_folder_has_to_exist() => AssertFailed(Starter() with { Path = _folder.In("none/acme.yaml") }, "its folder does not exist");

    [Fact]
    public void A_folder_is_not_overwritten()
    {
        Directory.CreateDirectory(_folder.In("acme.yaml"));
        AssertFailed(Starter() with { Force = true }, "it is a folder");
    }

    [Fact]
    public void A_device_is_not_replaced_by_a_file()
    {
        var device = OperatingSystem.IsWindows() ? @"\\.\crmqbsync" : "/dev/null";
        AssertFailed(Starter() with { Path = device, Force = true }, "it is a device");
        AssertFailed(Starter() with { Path = _folder.In("con.yaml") }, "its name cannot be that of a profile");
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing()
    {
        // The finished name is short enough for a file system, the temporary one beside it is not.
        AssertFailed(Starter() with { Path = _folder.In("acme." + new string('y', 245)) }, "");
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_name_that_no_profile_can_have_is_refused() => AssertFailed(Starter() with { Path = _folder.In("a{b.yaml") }, "its name cannot be that of a profile");

    [Theory]
    [InlineData("QuickBooksOnline", "Csv", null, "'QuickBooksOnline' cannot stand for crm in a profile.", "Use one of ZohoCrm, Csv.")]
    [InlineData("Csv", "QuickBookOnline", null, "'QuickBookOnline' cannot stand for qb in a profile.", "QuickBooksOnline is meant; known are QuickBooksOnline, QuickBooksDesktop, Csv.")]
    [InlineData("Csv", "Csv", "Clasic", "'Clasic' cannot stand for preset in a profile.", "Classic is meant; known are Classic.")]
    public void What_does_not_exist_is_refused(string crm, string qb, string? preset, string message, string advice)
    {
        var exception = Assert.Throws<SyncException>(() => _folder.Store.Create(Starter() with { Crm = crm, Qb = qb, Preset = preset }));
        Assert.Equal((SyncErrorId.InputInvalid, message, advice), (exception.Id, exception.Message, exception.Advice));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private StarterProfile Starter() => new() { Path = _folder.In("acme.yaml"), Crm = "Csv", Qb = "Csv" };

    private void AssertFailed(StarterProfile starter, string why)
    {
        var exception = Assert.Throws<SyncException>(() => _folder.Store.Create(starter));
        Assert.Equal(SyncErrorId.OutputFailed, exception.Id);
        Assert.Contains($"The profile '{starter.Path}' was not written: {why}", exception.Message, StringComparison.Ordinal);
    }
}

internal static class StringPairs
{
    public static EqualityComparer<(string, string)> IgnoreCase { get; } = EqualityComparer<(string, string)>.Create(
        (left, right) => left.Item1.Equals(right.Item1, StringComparison.OrdinalIgnoreCase) && left.Item2.Equals(right.Item2, StringComparison.OrdinalIgnoreCase));
}
