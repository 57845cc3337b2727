using System.Text;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Profiles;

/// <summary>Files that are no profile at all.</summary>
public sealed class ProfileFileTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_ProfileNotFound()
    {
        var exception = Assert.Throws<SyncException>(() => _folder.Store.Read(_folder.In("none.yaml")));
        Assert.Equal(SyncErrorId.ProfileNotFound, exception.Id);
        Assert.Contains(_folder.In("none.yaml"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_ProfileNotFound() =>
        Assert.Equal(SyncErrorId.ProfileNotFound, Assert.Throws<SyncException>(() => _folder.Store.Read(_folder.In("none/acme.yaml"))).Id);

    [Theory]
    [InlineData("")]
    [InlineData("  \n\n")]
    [InlineData("# a comment only\n")]
    public void An_empty_file_is_told(string text) =>
        Assert.StartsWith("(1,1): the file is empty; ", Assert.Single(_folder.Faults(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("---\n")]
    [InlineData("~\n")]
    public void A_document_of_nothing_is_empty(string text) =>
        Assert.StartsWith("(1,1): the file is empty; ", Assert.Single(_folder.Faults(text)), StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_told() =>
        Assert.Equal("(1,1): this is a folder; the path of a profile in it", Assert.Single(_folder.FaultsOf(_folder.Path)));

#if !WINDOWS
    [Fact]
    public void A_pipe_is_told_instead_of_waited_for()
    {
        UnixFiles.MakePipe(_folder.In("pipe.yaml"));
        File.CreateSymbolicLink(_folder.In("link.yaml"), "pipe.yaml");

        Assert.Equal("(1,1): this is a pipe or a device; the path of a file", Assert.Single(_folder.FaultsOf(_folder.In("pipe.yaml"))));
        Assert.Equal("(1,1): this is a pipe or a device; the path of a file", Assert.Single(_folder.FaultsOf(_folder.In("link.yaml"))));
        Assert.Empty(_folder.Store.List(_folder.Path));
    }
#endif

    [Theory]
    [InlineData("just words\n", "(1,1): a single value is no profile; ")]
    [InlineData("- a\n- b\n", "(1,1): a list is no profile; ")]
    public void A_file_without_keys_is_told(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Single(_folder.Faults(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("mode: \"Import\npriority: Crm\n", "(1,7): this is not YAML (", "a text that starts with a quote")]
    [InlineData("mode: a: b\n", "(1,8): this is not YAML (", "stands in quotes")]
    [InlineData("mode: @x\n", "(1,7): this is not YAML (", "special sign")]
    [InlineData("fields: { Phone: [ }\n", "(1,20): this is not YAML (", "could not be checked")]
    [InlineData("crm: { type: Csv, path: a.csv\nqb: { type: Csv, path: b.csv }\n", "(1,19): this is not YAML (", "{ or [ ends with } or ]")]
    [InlineData("selection: { filter: [a, b\n", "(2,1): this is not YAML (", "{ or [ ends with } or ]")]
    [InlineData("crm: { type: Csv, path: ${env:X} }\n", "(1,", "inside { } and [ ] a reference stands in quotes")]
    public void What_is_not_YAML_is_told_with_place_and_remedy(string text, string start, string remedy)
    {
        var fault = Assert.Single(_folder.Faults(text));
        Assert.StartsWith(start, fault, StringComparison.Ordinal);
        Assert.Contains(remedy, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_indented_by_a_tab_is_told() =>
        Assert.Equal(
            [
                "(2,1): the line is indented by a tab; YAML indents by spaces: two for each level",
                "(4,3): the line is indented by a tab; YAML indents by spaces: two for each level",
            ],
            _folder.Faults("safety:\n\tmaxDeletes: 1\nhistory:\n  \tkeepDays: 3\n"));

    [Fact]
    public void A_tab_that_YAML_would_take_is_told_beside_the_other_faults() =>
        Assert.Equal(
            ["(2,1): the line is indented by a tab; YAML indents by spaces: two for each level", "(5,1): mod: no such key is known here; mode is meant"],
            _folder.Faults("crm: {\n\ttype: Csv, path: a.csv\n}\nqb: { type: Csv, path: b.csv }\nmod: Import\n"));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_told_with_place()
    {
        File.WriteAllBytes(_folder.In("acme.yaml"), [.. "mode: Import\nname: M"u8, 0xFC, .. "ller\n"u8]);
        Assert.Equal("(2,8): the byte 0xFC is not UTF-8; save the file as UTF-8", Assert.Single(_folder.FaultsOf(_folder.In("acme.yaml"))));
    }

    [Fact]
    public void UTF16_is_told()
    {
        File.WriteAllText(_folder.In("acme.yaml"), ProfileFolder.Sides, Encoding.Unicode);
        Assert.Equal("(1,1): the file is UTF-16; save it as UTF-8", Assert.Single(_folder.FaultsOf(_folder.In("acme.yaml"))));
    }

    [Fact]
    public void Binary_is_told_with_place() =>
        Assert.StartsWith("(2,3): the control character U+0000 stands here; ", Assert.Single(_folder.Faults("a: b\nxy\0z\n")), StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_and_CRLF_are_no_fault()
    {
        File.WriteAllText(_folder.In("acme.yaml"), ProfileFolder.Sides.ReplaceLineEndings("\r\n"), new UTF8Encoding(true));
        Assert.Equal("acme", _folder.Store.Read(_folder.In("acme.yaml")).Name);
    }

    [Fact]
    public void Lines_count_right_with_CRLF() =>
        Assert.Equal("(3,1): mod: no such key is known here; mode is meant", Assert.Single(_folder.Faults((ProfileFolder.Sides + "mod: x\n").ReplaceLineEndings("\r\n"))));

    [Theory]
    [InlineData("name: &a acme\n", "(3,7): name: an anchor (&) stands here; ")]
    [InlineData("name: *a\n", "(3,7): name: an alias (*) stands here; ")]
    [InlineData("name: !!str acme\n", "(3,7): name: a tag (!) stands here; ")]
    [InlineData("<<: { mode: Import }\n", "(3,1): <<: a merge key (<<) stands here; ")]
    [InlineData("name: a\n---\nname: b\n", "(4,1): a second document starts here; ")]
    [InlineData("? [a]\n: b\n", "(3,3): a list stands where a key has to be; ")]
    [InlineData("mode: Import\nmode: Export\n", "(4,1): mode: the key stands here a second time, first in line 3; ")]
    [InlineData("safety: { maxDeletes: 1, maxDeletes: 2 }\n", "(3,26): safety.maxDeletes: the key stands here a second time, first in line 3; ")]
    public void YAML_that_no_profile_has_is_told(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Single(_folder.Faults(ProfileFolder.Sides + text)), StringComparison.Ordinal);

    [Fact]
    public void A_file_over_1_MB_is_told() =>
        Assert.StartsWith("(1,1): the file is larger than 1 MB; ", Assert.Single(_folder.Faults(new string('#', (1024 * 1024) + 1))), StringComparison.Ordinal);

    public static TheoryData<string, string> HostileFiles => new()
    {
        { "brackets", new string('[', 1_000_000) },
        { "braces", string.Concat(Enumerable.Repeat("{a: ", 250_000)) },
        { "dashes", string.Concat(Enumerable.Repeat("- ", 500_000)) },
        { "indentation", string.Concat(Enumerable.Range(0, 1_400).Select(level => new string(' ', level) + "a:\n")) },
        { "keys", string.Concat(Enumerable.Range(0, 100_000).Select(number => $"k{number}: 1\n")) },
        { "long keys", string.Concat(Enumerable.Range(0, 15_000).Select(number => $"transferAllWhenNoneSelectedtransferAllWhenNoneSelect{number}: 1\n")) },
        { "anchors", string.Concat(Enumerable.Range(0, 60_000).Select(number => $"a{number}: &a{number} 1\n")) },
        { "documents", string.Concat(Enumerable.Repeat("---\n", 250_000)) },
        { "fields", "fields:\n" + string.Concat(Enumerable.Range(0, 30_000).Select(number => $"  Field{number}: {{ crm: A, qb: B }}\n")) },
        { "same names", "fields:\n" + string.Concat(Enumerable.Range(0, 999).Select(number => $"  Field{number}: {{ crm: A, qb: B }}\n")) },
        { "columns", "crm:\n  type: Csv\n  path: a\n  columns:\n" + string.Concat(Enumerable.Range(0, 60_000).Select(number => $"    F{number}: A\n")) },
        { "filter", "selection: { filter: { Phone: [" + string.Concat(Enumerable.Repeat("a, ", 300_000)) + "b] } }" },
        { "references", "name: " + string.Concat(Enumerable.Repeat("${env:A}", 120_000)) },
        { "text", "name: " + new string('a', 1_000_000) },
        { "quote", "name: \"" + new string('\n', 1_000_000) },
    };

    [Theory]
    [MemberData(nameof(HostileFiles))]
    public void A_hostile_file_gives_a_few_short_faults(string kind, string text)
    {
        var faults = _folder.Faults(text);
        Assert.True(faults.Length <= 101, $"{kind} gave {faults.Length} faults.");
        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.InRange(fault.Length, 1, 2000));
    }

    [Fact]
    public void A_slip_of_the_pen_anywhere_is_read_or_told()
    {
        const string text = "name: acme\nsafety: { maxDeletes: 5 }\nselection:\n  filter:\n  - 'a'\ncrm: { type: Csv, path: \"a.csv\" }\n";
        var slips = from place in Enumerable.Range(0, text.Length)
                    from slip in "{}[]:,\"'#&*!|>%@-?\\ \n\0".Select(sign => sign == '\0' ? text.Remove(place, 1) : text.Insert(place, sign.ToString()))
                    select slip;
        foreach (var slip in slips.Distinct())
        {
            var exception = Record.Exception(() => _folder.Store.Read(_folder.Write(slip)));
            Assert.True(exception is SyncException { Id: SyncErrorId.ProfileInvalid }, $"{exception} for:\n{slip}");
        }
    }

    [Fact]
    public void Many_faults_are_counted() =>
        Assert.Equal(": 152 more faults", _folder.Faults(string.Concat(Enumerable.Range(0, 250).Select(number => $"key{number}: 1\n")))[^1]);
}
