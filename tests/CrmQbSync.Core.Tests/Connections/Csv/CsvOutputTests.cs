using System.Runtime.Versioning;
using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Files;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.Csv;

public class CsvOutputTests
{
    private const string Sample = "Id,Email,Notes\n1,a@example.com,x\n";

    private static async Task<SyncException> FailAsync(CsvBench bench, Action? beforehand = null)
    {
        var (records, _, _, connection) = await bench.ReadAsync();
        beforehand?.Invoke();
        var error = await Assert.ThrowsAsync<SyncException>(() => bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "y"))));
        Assert.Contains(bench.Path, error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(bench.Folder));
        return error;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_full_disk_is_told_and_leaves_the_old_file(int room)
    {
        using var bench = new CsvBench(Sample) { Output = new FullDisk(room) };
        var error = await FailAsync(bench);
        Assert.Equal(SyncErrorId.OutputFailed, error.Id);
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(Sample, bench.Text);
    }

    [Fact]
    public async Task A_crash_before_the_replacement_leaves_the_old_file()
    {
        using var bench = new CsvBench(Sample) { Output = new Crash() };
        var (records, _, _, connection) = await bench.ReadAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "y"))));
        Assert.Equal(Sample, bench.Text);
        Assert.Equal(2, Directory.GetFiles(bench.Folder).Length);

        // What a killed write leaves is removed by a later one, but not while it may be another's.
        bench.Output = null;
        (records, _, _, connection) = await bench.ReadAsync();
        await bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "y")));
        Assert.Equal(2, Directory.GetFiles(bench.Folder).Length);
        foreach (var file in Directory.GetFiles(bench.Folder, "*tmp"))
            File.SetLastWriteTimeUtc(file, bench.Clock.GetUtcNow().UtcDateTime.AddDays(-2));
        (records, _, _, connection) = await bench.ReadAsync();
        await bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "z")));
        Assert.Single(Directory.GetFiles(bench.Folder));
    }

    [Fact]
    public async Task A_write_protected_file_is_not_written()
    {
        using var bench = new CsvBench(Sample);
        File.SetAttributes(bench.Path, FileAttributes.ReadOnly);
        var error = await FailAsync(bench);
        Assert.Equal(SyncErrorId.OutputFailed, error.Id);
        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
        Assert.Equal(Sample, bench.Text);
        File.SetAttributes(bench.Path, FileAttributes.Normal);
    }

    [Fact]
    public async Task A_file_that_was_changed_meanwhile_is_not_written()
    {
        using var bench = new CsvBench(Sample);
        var other = Sample + "2,b@example.com,\n";
        Assert.Equal(SyncErrorId.SourceChanged, (await FailAsync(bench, () => bench.Write(other))).Id);
        Assert.Equal(other, bench.Text);
    }

    [Fact]
    public async Task A_file_that_was_taken_away_meanwhile_is_told()
    {
        using var bench = new CsvBench(Sample);
        var (records, _, _, connection) = await bench.ReadAsync();
        File.Move(bench.Path, bench.Path + ".bak");

        var error = await Assert.ThrowsAsync<SyncException>(() => bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "y"))));

        Assert.Equal((SyncErrorId.SourceChanged, bench.Path), (error.Id, error.Subject));
        Assert.Contains("not there any more", error.Message, StringComparison.Ordinal);
        Assert.Equal([bench.Path + ".bak"], Directory.GetFiles(bench.Folder));
    }

    [Fact]
    public async Task A_file_that_is_taken_away_while_it_is_rewritten_is_not_made_anew()
    {
        using var bench = new CsvBench(Sample);
        bench.Output = new Meddler(() => File.Move(bench.Path, bench.Path + ".bak"));
        Assert.Equal(SyncErrorId.SourceChanged, (await FailAsync(bench)).Id);
        Assert.Equal([bench.Path + ".bak"], Directory.GetFiles(bench.Folder));
    }

    [Fact]
    public async Task A_file_that_is_changed_while_it_is_rewritten_is_not_replaced()
    {
        using var bench = new CsvBench(Sample);
        var other = Sample + "2,b@example.com,\n";
        bench.Output = new Meddler(() => bench.Write(other));
        Assert.Equal(SyncErrorId.SourceChanged, (await FailAsync(bench)).Id);
        Assert.Equal(other, bench.Text);
    }

    [Fact]
    public async Task A_change_that_the_time_of_the_file_hides_is_found_too()
    {
        using var bench = new CsvBench(Sample);
        var (records, _, _, connection) = await bench.ReadAsync();
        var time = File.GetLastWriteTimeUtc(bench.Path);
        var other = Sample.Replace(",x", ",q", StringComparison.Ordinal);
        bench.Write(other);
        File.SetLastWriteTimeUtc(bench.Path, time);
        var error = await Assert.ThrowsAsync<SyncException>(() => bench.WriteAsync(connection, bench.Create(("Email", "c@example.com"))));
        Assert.Equal(SyncErrorId.SourceChanged, error.Id);
        Assert.Equal(other, bench.Text);
    }

    [Fact]
    public async Task A_file_that_was_only_touched_is_written()
    {
        using var bench = new CsvBench(Sample);
        var (records, _, _, connection) = await bench.ReadAsync();
        File.SetLastWriteTimeUtc(bench.Path, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(WriteStatus.Done, (await bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "y"))))[0].Status);
    }

    [Fact]
    public async Task A_cancelled_write_changes_nothing()
    {
        using var stop = new CancellationTokenSource();
        using var bench = new CsvBench(Sample) { Output = new Meddler(stop.Cancel) };
        var (records, _, _, connection) = await bench.ReadAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => connection.WriteAsync(bench.Fields, [bench.Update(records[0], ("Notes", "y"))], stop.Token));
        Assert.Equal(Sample, bench.Text);
        Assert.Single(Directory.GetFiles(bench.Folder));
    }

    [Fact]
    public async Task What_was_written_is_kept_where_the_system_loses_the_file_in_replacing_it()
    {
        using var bench = new CsvBench(Sample) { Output = new LostReplacement() };
        var error = await FailAsync(bench);
        Assert.Equal(SyncErrorId.OutputFailed, error.Id);
        var left = Assert.Single(Directory.GetFiles(bench.Folder));
        Assert.Contains(left, error.Message, StringComparison.Ordinal);
        Assert.Equal(Sample.Replace(",x", ",y", StringComparison.Ordinal), await File.ReadAllTextAsync(left));
    }

#if !WINDOWS
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Permissions_and_links_stay()
    {
        using var bench = new CsvBench();
        var real = Path.Combine(bench.Folder, "real.csv");
        await File.WriteAllTextAsync(real, Sample);
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(real, mode);
        File.CreateSymbolicLink(bench.Path, "real.csv");
        var (records, _, reading, connection) = await bench.ReadAsync();
        await bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "y")));
        Assert.Equal("real.csv", new FileInfo(bench.Path).LinkTarget);
        Assert.Equal(Sample.Replace(",x", ",y", StringComparison.Ordinal), await File.ReadAllTextAsync(real));
        Assert.Equal(mode, File.GetUnixFileMode(real));
        var second = (await bench.WriteAsync(connection, bench.Create(("Email", "b@example.com"))))[0];
        Assert.Equal(WriteStatus.Done, second.Status);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_stays_its_owner_s_where_an_administrator_writes_it()
    {
        using var bench = new CsvBench(Sample);
        // Only an administrator can give a file away; for others it is theirs before and after.
        if (Environment.UserName == "root")
            UnixFiles.GiveTo("4321:8765", bench.Path);
        var before = UnixFileStatus.Of(bench.Path);
        var (records, _, _, connection) = await bench.ReadAsync();

        await bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "y")));

        var after = UnixFileStatus.Of(bench.Path);
        Assert.NotEqual(before.Number, after.Number);
        Assert.Equal((before.Owner, before.Group), (after.Owner, after.Group));
    }
#endif

    private class RealOutput : ICsvOutput
    {
        private readonly CsvOutput _real = new(TimeProvider.System);

        public virtual (string Path, Stream Stream) CreateTemporary(string target) => _real.CreateTemporary(target);

        public virtual void Settle(Stream stream) => _real.Settle(stream);

        public virtual void Replace(string temporary, string target) => _real.Replace(temporary, target);

        public virtual void Remove(string temporary) => _real.Remove(temporary);
    }

    private sealed class LostReplacement : RealOutput
    {
        public override void Replace(string temporary, string target)
        {
            File.Delete(target);
            throw new IOException("Unable to move the replacement file.");
        }
    }

    private sealed class FullDisk(int room) : RealOutput
    {
        public override (string Path, Stream Stream) CreateTemporary(string target)
        {
            var (path, stream) = base.CreateTemporary(target);
            stream.Dispose();
            return (path, new FullStream(path, room));
        }

        private sealed class FullStream(string path, int room) : FileStream(path, FileMode.Open, FileAccess.Write)
        {
            private int _left = room;

            public override void Write(ReadOnlySpan<byte> buffer)
            {
                var taken = Math.Min(_left, buffer.Length);
                base.Write(buffer[..taken]);
                _left -= taken;
                if (taken < buffer.Length)
                    throw new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
            }
        }
    }

    private sealed class Crash : RealOutput
    {
        public override void Replace(string temporary, string target) => throw new InvalidOperationException("crash");

        public override void Remove(string temporary)
        {
        }
    }

    private sealed class Meddler(Action meddle) : RealOutput
    {
        public override void Settle(Stream stream)
        {
            base.Settle(stream);
            meddle();
        }
    }
}
