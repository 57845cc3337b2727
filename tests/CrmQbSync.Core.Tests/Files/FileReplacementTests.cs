using CrmQbSync.Files;

namespace CrmQbSync.Tests.Files;

public sealed class FileReplacementTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("replacement").FullName;

    private string Fresh => Path.Combine(_folder, "fresh");

    private string Target => Path.Combine(_folder, "target");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_somebody_holds_for_a_moment_is_waited_for()
    {
        var (moves, waits) = (0, 0);

        FileReplacement.WithPatience(
            () =>
            {
                if (++moves < 3)
                    throw new UnauthorizedAccessException();
            },
            exception => exception is UnauthorizedAccessException,
            _ => waits++);

        Assert.Equal((3, 2), (moves, waits));
    }

    [Fact]
    public void Who_never_lets_go_is_told_after_about_a_second()
    {
        var waited = TimeSpan.Zero;

        Assert.Throws<UnauthorizedAccessException>(() => FileReplacement.WithPatience(() => throw new UnauthorizedAccessException(), _ => true, pause => waited += pause));

        Assert.InRange(waited, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void What_is_no_matter_of_patience_is_told_at_once() =>
        Assert.Throws<IOException>(() => FileReplacement.WithPatience(() => throw new IOException(), _ => false, _ => Assert.Fail("It waited.")));

    [Fact]
    public void A_new_file_whose_predecessor_was_taken_away_takes_its_place()
    {
        File.WriteAllText(Fresh, "new");
        File.WriteAllText(Target, "old");

        FileReplacement.Replace(Fresh, Target, (_, target) =>
        {
            File.Delete(target);
            throw new IOException("Unable to move the replacement file.");
        });

        Assert.Equal("new", File.ReadAllText(Target));
        Assert.False(File.Exists(Fresh));
    }

    [Fact]
    public void A_file_that_was_not_replaced_stays()
    {
        File.WriteAllText(Fresh, "new");
        File.WriteAllText(Target, "old");

        Assert.Throws<IOException>(() => FileReplacement.Replace(Fresh, Target, (_, _) => throw new IOException("The replaced file could not be deleted.")));

        Assert.Equal("old", File.ReadAllText(Target));
    }
}
