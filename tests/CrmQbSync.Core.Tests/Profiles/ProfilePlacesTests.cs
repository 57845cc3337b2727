namespace CrmQbSync.Tests.Profiles;

/// <summary>Where profiles are looked for.</summary>
public sealed class ProfilePlacesTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("acme.yaml", "acme.yaml")]
    [InlineData("acme.yaml", "acme")]
    [InlineData("sub/acme.yaml", "sub/acme.yaml")]
    [InlineData("sub/acme.yml", "./sub/acme.yml")]
    [InlineData("plain", "plain")]
    [InlineData("home/profiles/acme.yaml", "acme")]
    [InlineData("home/profiles/acme.yaml", "acme.yaml")]
    public void A_path_or_name_is_found(string file, string given)
    {
        _folder.Write(ProfileFolder.Sides, file);
        Assert.Equal(Path.GetFullPath(_folder.In(file)), _folder.Store.Find(given, _folder.Path));
    }

    [Fact]
    public void An_absolute_path_is_found_from_anywhere() =>
        Assert.Equal(_folder.Write(""), _folder.Store.Find(_folder.In("acme.yaml"), Path.GetTempPath()));

    [Fact]
    public void The_current_folder_comes_first()
    {
        _folder.Write("", "home/profiles/acme.yaml");
        Assert.Equal(_folder.Write(""), _folder.Store.Find("acme", _folder.Path));
    }

    [Fact]
    public void Places_and_near_misses_are_named()
    {
        _folder.Write(ProfileFolder.Sides);
        var exception = Assert.Throws<SyncException>(() => _folder.Store.Find("acne", _folder.Path));
        Assert.Equal(SyncErrorId.ProfileNotFound, exception.Id);
        Assert.Equal($"There is no profile 'acne'; looked for '{_folder.In("acne")}', '{_folder.In("acne.yaml")}', '{_folder.In("home/profiles/acne.yaml")}'.", exception.Message);
        Assert.Equal("'acme' may be meant; else write a profile with New-ContactSyncProfile.", exception.Advice);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    [InlineData("no/such/acme.yaml")]
    public void What_is_not_there_is_ProfileNotFound(string given) =>
        Assert.Equal(SyncErrorId.ProfileNotFound, Assert.Throws<SyncException>(() => _folder.Store.Find(given, _folder.Path)).Id);

    [Fact]
    public void A_folder_is_told()
    {
        Directory.CreateDirectory(_folder.In("sub/x"));
        Assert.Equal($"'{_folder.In("sub/x")}' is a folder, not a profile.", Assert.Throws<SyncException>(() => _folder.Store.Find("sub/x", _folder.Path)).Message);
    }

    [Fact]
    public void Both_places_are_listed_without_files_of_other_programs()
    {
        string[] expected =
        [
            _folder.Write(ProfileFolder.Sides),
            _folder.Write("mod: faulty\ncrm:\n", "faulty.yaml"),
            _folder.Write(ProfileFolder.Sides, "home/profiles/other.yaml"),
        ];
        _folder.Write("services: {}\n", "docker-compose.yaml");
        _folder.Write(ProfileFolder.Sides, "acme.yml");
        _folder.Write(ProfileFolder.Sides, "sub/deep.yaml");
        Assert.Equal(expected.Order(StringComparer.Ordinal), _folder.Store.List(_folder.Path));
    }

    [Fact]
    public void Folders_that_do_not_exist_have_no_profiles() => Assert.Empty(_folder.Store.List(_folder.In("none")));
}
