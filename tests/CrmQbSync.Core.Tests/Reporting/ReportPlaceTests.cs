using CrmQbSync.State;

namespace CrmQbSync.Tests.Reporting;

/// <summary>Where a report goes: the whole of it, or nothing, and never over something else of the profile's.</summary>
public sealed class ReportPlaceTests : IDisposable
{
    private readonly ReportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_report_takes_the_place_of_the_one_before()
    {
        await File.WriteAllTextAsync(_folder.Page, "before");

        Assert.StartsWith("<!DOCTYPE html>", await _folder.WriteAsync(), StringComparison.Ordinal);
        Assert.Equal(["acme.yaml", "status.html"], _folder.Files());
    }

    [Fact]
    public async Task A_report_that_is_stopped_leaves_the_one_before_and_nothing_beside_it()
    {
        await _folder.AddRunAsync(null, new SyncEntry { Email = "a@b" });
        await File.WriteAllTextAsync(_folder.Page, "before");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _folder.WriteAsync(cancellationToken: stop.Token));

        Assert.Equal("before", await File.ReadAllTextAsync(_folder.Page));
        Assert.DoesNotContain(_folder.Files(), name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("missing/status.html", "folder does not exist")]
    [InlineData(".", "it is a folder")]
    [InlineData("acme.yaml", "it is the file of the profile 'acme'")]
    [InlineData("acme.state.db", "it is the state of the profile 'acme'")]
    [InlineData("crm.csv", "it is a source of the profile 'acme'")]
    public async Task A_place_that_will_not_do_is_refused_before_anything_is_written(string name, string why)
    {
        await _folder.AddRunAsync();
        var before = _folder.Files();

        var error = await Assert.ThrowsAsync<SyncException>(() => _folder.WriteAsync(path: Path.GetFullPath(_folder.PathOf(name))));

        Assert.Equal(SyncErrorId.OutputFailed, error.Id);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Advice);
        Assert.Equal(before, _folder.Files());
    }

    [Fact]
    public async Task A_file_that_may_not_be_written_stays()
    {
        await File.WriteAllTextAsync(_folder.Page, "before");
        File.SetAttributes(_folder.Page, FileAttributes.ReadOnly);

        var error = await Assert.ThrowsAsync<SyncException>(() => _folder.WriteAsync());

        Assert.Equal(SyncErrorId.OutputFailed, error.Id);
        File.SetAttributes(_folder.Page, FileAttributes.Normal);
        Assert.Equal("before", await File.ReadAllTextAsync(_folder.Page));
    }

    [Fact]
    public async Task A_device_is_not_replaced()
    {
        var device = OperatingSystem.IsWindows() ? @"\\.\NUL" : "/dev/null";

        var error = await Assert.ThrowsAsync<SyncException>(() => _folder.WriteAsync(path: device));

        Assert.Contains("it is a device", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_longer_than_the_system_takes_is_told()
    {
        var error = await Assert.ThrowsAsync<SyncException>(() => _folder.WriteAsync(path: _folder.PathOf(new string('x', 300) + ".html")));

        Assert.Equal(SyncErrorId.OutputFailed, error.Id);
        Assert.Equal(["acme.yaml"], _folder.Files());
    }
}
