using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using CrmQbSync.Tests.Profiles;

namespace CrmQbSync.Tests.State;

public sealed class NetworkPathTests
{
    private static readonly string[] Mounts =
    [
        "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
        "30 22 0:25 / /home rw - nfs4 server:/home rw",
        @"31 22 0:26 / /mnt/my\040share rw shared:3 master:1 - cifs //server/share rw",
        "32 22 0:27 / /srv rw - fuse.sshfs user@host:/ rw",
        "33 30 254:1 / /home/local rw - xfs /dev/vdb rw",
        "34 22 0:28 / /over rw - ext4 /dev/vdc rw",
        "35 22 0:29 / /over rw - nfs server:/over rw",
        "not a line",
    ];

    [Theory]
    [InlineData("/var/lib", "ext4")]
    [InlineData("/home/ada", "nfs4")]
    [InlineData("/home", "nfs4")]
    [InlineData("/home/local/x", "xfs")]
    [InlineData("/homely", "ext4")]
    [InlineData("/mnt/my share/x", "cifs")]
    [InlineData("/srv/x", "fuse.sshfs")]
    [InlineData("/over/x", "nfs")]
    public void The_file_system_of_a_folder_is_that_of_the_innermost_mount(string folder, string type) =>
        Assert.Equal(type, NetworkPaths.FileSystemOf(folder, Mounts));

    [Theory]
    [InlineData(@"\\server\share\x", true)]
    [InlineData("//server/share/x", true)]
    [InlineData(@"\\?\UNC\server\share", true)]
    [InlineData(@"\\?\C:\data", false)]
    [InlineData(@"\\.\C:\data", false)]
    [InlineData(@"C:\data", false)]
    public void A_share_is_told_by_its_path(string path, bool share) => Assert.Equal(share, NetworkPaths.IsShare(path));

    [Theory]
    [InlineData(@"C:\data", @"C:\")]
    [InlineData("d:/data", @"d:\")]
    [InlineData(@"\\?\C:\data", @"C:\")]
    [InlineData(@"\\.\C:\data", @"C:\")]
    [InlineData(@"\\?\Volume{4c1b02c1-d990-11dc-99ae-806e6f6e6963}\data", null)]
    [InlineData(@"\\server\share", null)]
    public void A_drive_is_told_by_its_path(string path, string? drive) => Assert.Equal(drive, NetworkPaths.DriveOf(path));

    [Fact]
    public async Task Rule_8_2_A_state_on_another_machine_is_refused_with_advice_and_not_made()
    {
        using var folder = new ProfileFolder();
        var location = new StateLocation("Sqlite", folder.In("acme.state.db"), folder.In("acme.yaml"));
        var factory = new SqliteStateStoreFactory(TimeProvider.System, MachineIdentity.Read(), path => path == folder.Path ? "nfs4" : null);

        foreach (var open in new Func<Task>[] { () => factory.OpenAsync(location, CancellationToken.None), () => factory.OpenReaderAsync(location, CancellationToken.None) })
        {
            var refused = await Assert.ThrowsAsync<SyncException>(open);
            Assert.Equal(SyncErrorId.StateInvalid, refused.Id);
            Assert.Contains($"'{location.Path}' is on another machine (nfs4)", refused.Message, StringComparison.Ordinal);
            Assert.Contains("a disk of the machine that runs the synchronisation", refused.Advice, StringComparison.Ordinal);
        }
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_folder_of_this_machine_is_not_on_the_network() => Assert.Null(NetworkPaths.Find(AppContext.BaseDirectory));
}
