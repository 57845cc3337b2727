using System.Runtime.Versioning;
using CrmQbSync.Secrets;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Secrets;

[UnsupportedOSPlatform("windows")]
public sealed class FileSecretStoreTests : IDisposable
{
    private const string Value = "the-value-f00d";

    private readonly string _home = Directory.CreateTempSubdirectory("secrets").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task What_is_set_is_found_listed_and_removed()
    {
        Assert.Null(await Store().FindAsync("one", default));
        Assert.Empty(await Store().ListAsync(default));
        Assert.False(await Store().RemoveAsync("one", default));

        await Store().SetAsync("one", Value, null, default);
        _clock.Advance(TimeSpan.FromDays(1));
        await Store().SetAsync("two", "2", SecretScope.CurrentUser, default);
        await Store().SetAsync("one", Value + "\nüß€", null, default);

        Assert.Equal(Value + "\nüß€", await Store().FindAsync("one", default));
        var list = await Store().ListAsync(default);
        Assert.Equal(["one", "two"], list.Select(info => info.Name));
        Assert.Equal((_clock.Start, _clock.GetUtcNow()), (list[0].CreatedTime, list[0].ModifiedTime));
        Assert.DoesNotContain(Value, string.Join('\n', list), StringComparison.Ordinal);
        Assert.True(await Store().RemoveAsync("one", default));
        Assert.Null(await Store().FindAsync("one", default));
        Assert.Equal("2", await Store().FindAsync("two", default));
    }

    [Fact]
    public async Task Names_are_told_apart_by_case_and_only_fit_ones_are_taken()
    {
        await Store().SetAsync("Name", Value, null, default);
        Assert.Null(await Store().FindAsync("name", default));
        foreach (var name in new[] { "", "a b", "a/b", "a*", new string('x', 129), "a\n" })
            Assert.Equal(SyncErrorId.InputInvalid, (await Assert.ThrowsAsync<SyncException>(() => Store().SetAsync(name, Value, null, default))).Id);
        Assert.Equal(SyncErrorId.InputInvalid, (await Assert.ThrowsAsync<SyncException>(() => Store().SetAsync("empty", "", null, default))).Id);
    }

    [Fact]
    public async Task Only_the_user_can_read_what_is_written_and_nothing_of_it_is_readable()
    {
        await Store().SetAsync("one", Value, null, default);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        var files = Directory.EnumerateFiles(Folder).ToList();
        Assert.Equal(["store.key", "store.lock", "store.secrets"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.All(files, file => Assert.DoesNotContain(Value, File.ReadAllText(file, System.Text.Encoding.Latin1), StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain("one", File.ReadAllText(file, System.Text.Encoding.Latin1), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_to_any_byte_is_noticed_and_the_file_left_as_it_is()
    {
        await Store().SetAsync("one", Value, null, default);
        foreach (var file in new[] { Secrets, Key })
        {
            var good = await File.ReadAllBytesAsync(file);
            for (var at = 0; at < good.Length; at++)
            {
                var bad = good.ToArray();
                bad[at] ^= 1;
                await RefusedAsync(file, bad);
            }
            await RefusedAsync(file, good[..^1]);
            await RefusedAsync(file, [.. good, 0]);
            await RefusedAsync(file, []);
            await File.WriteAllBytesAsync(file, good);
        }
        Assert.Equal(Value, await Store().FindAsync("one", default));
    }

    [Fact]
    public async Task Secrets_without_their_key_are_not_overwritten()
    {
        await Store().SetAsync("one", Value, null, default);
        var before = await File.ReadAllBytesAsync(Secrets);
        File.Delete(Key);

        var error = await Assert.ThrowsAsync<SyncException>(() => Store().SetAsync("two", "2", null, default));

        Assert.Equal(SyncErrorId.SecretStoreFailed, error.Id);
        Assert.Contains("store.key' is missing", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Secrets));
        Assert.False(File.Exists(Key));
    }

    [Theory]
    [InlineData("store.secrets", UnixFileMode.GroupRead)]
    [InlineData("store.key", UnixFileMode.OtherRead)]
    [InlineData("", UnixFileMode.OtherExecute)]
    [InlineData("", UnixFileMode.GroupWrite)]
    public async Task What_others_have_rights_on_is_refused(string name, UnixFileMode right)
    {
        await Store().SetAsync("one", Value, null, default);
        var path = name.Length == 0 ? Folder : Path.Combine(Folder, name);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | right);

        var error = await Assert.ThrowsAsync<SyncException>(() => Store().FindAsync("one", default).AsTask());

        Assert.Equal(SyncErrorId.SecretStoreFailed, error.Id);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("chmod", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_somebody_else_is_refused()
    {
        var foreign = new SecretFile(
            new PrivateFolder(Folder, new UnixPrivateFiles(new Strangers())), new KeyFileProtection(new PrivateFolder(Folder, new UnixPrivateFiles(new UnixOwners()))), SecretScope.CurrentUser, _clock);
        await Store().SetAsync("one", Value, null, default);

        var error = await Assert.ThrowsAsync<SyncException>(() => new FileSecretStore(foreign, null).FindAsync("one", default).AsTask());

        Assert.Equal(SyncErrorId.SecretStoreFailed, error.Id);
        Assert.Contains("belongs to somebody else", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_system_tells_whose_files_are()
    {
        var owners = new UnixOwners();
        Assert.True(owners.IsMine(_home));
        // The root folder is the administrator's; for an administrator a process's own file of another kind is not to be had here.
        Assert.Equal(Environment.UserName == "root", owners.IsMine("/"));
        Assert.Throws<IOException>(() => owners.IsMine(Path.Combine(_home, "missing")));
        owners.Flush(_home);
    }

    [Fact]
    public async Task Many_who_write_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 24).Select(at => Task.Run(() => Store().SetAsync($"name-{at}", $"{at}", null, default))));

        Assert.Equal(24, (await Store().ListAsync(default)).Count);
        Assert.DoesNotContain(Directory.EnumerateFiles(Folder), file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Readers_see_the_old_or_the_new_while_others_write()
    {
        await Store().SetAsync("one", "0", null, default);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var round = 1; round <= 60; round++)
                await Store().SetAsync("one", $"{round}", null, default);
            await stop.CancelAsync();
        });
        while (!stop.IsCancellationRequested)
            Assert.NotNull(await Store().FindAsync("one", default));
        await writer;
        Assert.Equal("60", await Store().FindAsync("one", default));
    }

    [Fact]
    public async Task Machine_secrets_are_for_Windows()
    {
        var error = await Assert.ThrowsAsync<SyncException>(() => Store().SetAsync("one", Value, SecretScope.Machine, default));
        Assert.Equal(SyncErrorId.SecretStoreFailed, error.Id);
        Assert.Equal(SyncErrorId.SecretStoreFailed, (await Assert.ThrowsAsync<SyncException>(() => Store().AllowAsync(["sync"], default))).Id);
    }

    [Fact]
    public async Task Accounts_are_let_into_the_folder_of_the_machines_secrets_and_into_no_other()
    {
        var rights = new GuestBook();
        var user = new SecretFile(new PrivateFolder(Folder, PrivateFiles.OfUser()), SecretStores.ProtectionOfUser(_home), SecretScope.CurrentUser, _clock);
        var machine = new SecretFile(new PrivateFolder(Path.Combine(_home, "machine"), PrivateFiles.OfUser(), rights), SecretStores.ProtectionOfUser(_home), SecretScope.Machine, _clock);
        var store = new FileSecretStore(user, machine);

        await store.AllowAsync(["CONTOSO\\sync$", "ann"], default);
        await store.SetAsync("one", Value, SecretScope.Machine, default);

        Assert.Equal([(Path.Combine(_home, "machine"), "CONTOSO\\sync$, ann")], rights.Guests);
        Assert.Equal(SecretScope.Machine, Assert.Single(await store.ListAsync(default)).Scope);
        var error = await Assert.ThrowsAsync<SyncException>(() => user.AllowAsync(["ann"], default));
        Assert.Equal(SyncErrorId.SecretStoreFailed, error.Id);
    }

    [Fact]
    public async Task A_folder_of_the_machines_secrets_that_somebody_else_made_is_not_used()
    {
        var rights = new GuestBook { Owner = "'EVE\\eve'" };
        var folder = Path.Combine(_home, "machine");
        var machine = new SecretFile(new PrivateFolder(folder, PrivateFiles.OfUser(), rights), SecretStores.ProtectionOfUser(_home), SecretScope.Machine, _clock);
        var store = new FileSecretStore(new SecretFile(new PrivateFolder(Folder, PrivateFiles.OfUser()), SecretStores.ProtectionOfUser(_home), SecretScope.CurrentUser, _clock), machine);

        foreach (var work in new Func<Task>[] { () => store.SetAsync("one", Value, SecretScope.Machine, default), () => store.AllowAsync(["ann"], default) })
        {
            var error = await Assert.ThrowsAsync<SyncException>(work);
            Assert.Equal(SyncErrorId.SecretStoreFailed, error.Id);
            Assert.Contains($"'{folder}' belongs to 'EVE\\eve'", error.Message, StringComparison.Ordinal);
            Assert.Contains("icacls", error.Advice, StringComparison.Ordinal);
        }
        Assert.Empty(Directory.GetFiles(folder));
        Assert.Empty(rights.Guests);

        // What was put there before is not taken from there either.
        rights.Owner = null;
        await store.SetAsync("one", Value, SecretScope.Machine, default);
        rights.Owner = "'EVE\\eve'";
        Assert.Equal(SyncErrorId.SecretStoreFailed, (await Assert.ThrowsAsync<SyncException>(() => store.FindAsync("one", default).AsTask())).Id);
    }

    [Fact]
    public async Task Without_a_home_that_can_be_written_the_error_names_the_path()
    {
        await File.WriteAllTextAsync(Path.Combine(_home, "file"), "");
        var store = SecretStores.Open(Path.Combine(_home, "file"), null, _clock);

        var error = await Assert.ThrowsAsync<SyncException>(() => store.SetAsync("one", Value, null, default));

        Assert.Equal(SyncErrorId.SecretStoreFailed, error.Id);
        Assert.Contains(Path.Combine(_home, "file"), error.Message, StringComparison.Ordinal);
    }

    private string Folder => Path.Combine(_home, "secrets");

    private string Secrets => Path.Combine(Folder, "store.secrets");

    private string Key => Path.Combine(Folder, "store.key");

    private FileSecretStore Store() => SecretStores.Open(_home, null, _clock);

    private async Task RefusedAsync(string file, byte[] bytes)
    {
        await File.WriteAllBytesAsync(file, bytes);
        Assert.Equal(SyncErrorId.SecretStoreFailed, (await Assert.ThrowsAsync<SyncException>(() => Store().FindAsync("one", default).AsTask())).Id);
        Assert.Equal(SyncErrorId.SecretStoreFailed, (await Assert.ThrowsAsync<SyncException>(() => Store().SetAsync("two", "2", null, default))).Id);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    private sealed class GuestBook : IFolderRights
    {
        public List<(string Folder, string Accounts)> Guests { get; } = [];

        public string? Owner { get; set; }

        public string? Stranger(string folder) => Owner;

        public void Allow(string folder, IReadOnlyList<string> accounts)
        {
            Assert.True(Directory.Exists(folder));
            Guests.Add((folder, string.Join(", ", accounts)));
        }
    }

    private sealed class Strangers : IFileOwners
    {
        public bool IsMine(string path) => false;

        public void Flush(string folder)
        {
        }
    }
}
