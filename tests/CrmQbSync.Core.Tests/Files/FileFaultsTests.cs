using CrmQbSync.Files;

namespace CrmQbSync.Tests.Files;

public sealed class FileFaultsTests
{
    [Theory]
    [InlineData(0x80070020, true)]
    [InlineData(0x80070021, true)]
    [InlineData(0x80070497, true)]
    [InlineData(0x80070498, true)]
    [InlineData(0x80070499, true)]
    [InlineData(0x80070070, false)]
    [InlineData(0x80131620, false)]
    public void Windows_numbers_of_held_files_are_known(uint result, bool isHeld)
    {
        var exception = new IOException("no", unchecked((int)result));
        Assert.Equal(isHeld, FileFaults.IsHeld(exception, isWindows: true));
        Assert.False(FileFaults.IsHeld(exception, isWindows: false));
    }

    [Fact]
    public void A_file_that_we_hold_ourselves_and_one_that_is_not_there_are_told_apart()
    {
        var path = Path.GetTempFileName();
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.True(FileFaults.IsHeldByUs(Assert.ThrowsAny<IOException>(() => File.OpenRead(path).Dispose())));
        File.Delete(path);
        Assert.False(FileFaults.IsHeldByUs(Assert.ThrowsAny<IOException>(() => File.OpenRead(path).Dispose())));
    }

    [Fact]
    public void A_full_disk_is_known()
    {
        Assert.True(FileFaults.IsFull(new IOException("no", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28)));
        Assert.False(FileFaults.IsFull(new IOException("no", OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : 30)));
    }
}
