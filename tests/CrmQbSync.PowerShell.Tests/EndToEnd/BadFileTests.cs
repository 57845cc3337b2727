using System.Management.Automation;
using System.Text;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Files that a run cannot use: one error that names the file, and no byte of any file is lost.</summary>
public sealed class BadFileTests : IDisposable
{
    private readonly RefusalBench _bench = new();

    private string Qb => _bench.Session.PathOf("qb.csv");

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\nId,Email\n", "blank")]
    [InlineData("Id,LastName\n7,Ames\n", "e-mail column")]
    [InlineData("Id,Email,Notes,Notes\n7,ann@example.com,,\n", "'Notes'")]
    [InlineData("Id,\"Email\n7,ann@example.com\n", "header row")]
    [InlineData("Id,Email\n7,a\0b@example.com\n", "NUL")]
    public void A_file_that_is_no_list_is_SourceInvalid(string text, string what)
    {
        _bench.Write("qb.csv", text);
        _bench.Refuses("SourceInvalid", begins: true, Qb, what);
    }

    [Fact]
    public void A_workbook_is_SourceInvalid()
    {
        _bench.Write("qb.csv", [0x50, 0x4B, 0x03, 0x04, .. new byte[500]]);
        _bench.Refuses("SourceInvalid", begins: true, Qb, "Excel");
    }

    [Fact]
    public void Damaged_text_is_SourceInvalid()
    {
        _bench.Write("qb.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Id,Email\n7,ann@example.com\n"), 0x00, 0xD8, 0x20, 0x00]);
        _bench.Refuses("SourceInvalid", begins: true, Qb, "UTF-16");
    }

    [Fact]
    public void An_endless_line_is_SourceInvalid()
    {
        _bench.Write("qb.csv", "Id,Email\n7," + new string('x', 40_000_000));
        _bench.Refuses("SourceInvalid", begins: true, Qb, "line 2");
    }

    [Fact]
    public void A_missing_file_is_SourceNotFound()
    {
        File.Delete(Qb);
        _bench.Refuses("SourceNotFound", begins: true, Qb);
    }

    [Fact]
    public void A_folder_is_ProfileInvalid()
    {
        File.Delete(Qb);
        Directory.CreateDirectory(Qb);
        _bench.Refuses("ProfileInvalid", begins: false, "acme.yaml(2,", "folder");
    }

    [Fact]
    public void A_file_that_another_program_keeps_to_itself_is_SourceInvalid()
    {
        using (new FileStream(Qb, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var error = _bench.Session.Fail("Invoke-ContactSync ./acme.yaml");
            Assert.StartsWith("SourceInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(Qb, error.ToString(), StringComparison.Ordinal);
            Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        }
        _bench.Run();
    }

    [Fact]
    public void A_file_that_is_read_only_is_OutputFailed()
    {
        File.SetAttributes(Qb, FileAttributes.ReadOnly);
        // Only QuickBooks is written, so that the contacts too have to stay as they are.
        _bench.Write("acme.yaml", "mode: Export\n" + RefusalBench.Sides);
        _bench.Refuses("OutputFailed", begins: true, Qb, "read-only");
        File.SetAttributes(Qb, FileAttributes.Normal);
        _bench.Run();
        Assert.Contains("bob@example.com", Encoding.UTF8.GetString(_bench.Read("qb.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_changed_under_the_run_is_SourceChanged_and_keeps_the_change()
    {
        var before = Encoding.UTF8.GetString(_bench.Read("qb.csv"));
        _bench.Session.Host.Answer = 0;
        // The plan is told, and waited for, before the question is asked.
        var result = _bench.Session.Run(
            """
            $file = $args[0]
            try
            {
                Invoke-ContactSync ./acme.yaml -Mode Export -Confirm -Verbose 4>&1 | ForEach-Object {
                    if ("$_" -like 'Plan:*') { [IO.File]::AppendAllText($file, "8,zoe@example.com,Zorn,`n") }
                    elseif ($_ -isnot [System.Management.Automation.VerboseRecord]) { $_ }
                }
            }
            catch { $_ }
            """,
            Qb);

        Assert.Single(_bench.Session.Host.Questions);
        Assert.Equal("Failed", result.Output[0].Properties["Status"].Value.ToString());
        var error = Assert.IsType<ErrorRecord>(result.Output[^1].BaseObject);
        Assert.StartsWith("SourceChanged,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(Qb, error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(before + "8,zoe@example.com,Zorn,\n", Encoding.UTF8.GetString(_bench.Read("qb.csv")));
        Assert.DoesNotContain(Directory.GetFiles(_bench.Session.Folder), file => Path.GetFileName(file).Contains("tmp", StringComparison.Ordinal));
        _bench.Run();
    }

    [Theory]
    [InlineData("7,ann@example.com,Ames,,too many\n", "Line 2")]
    [InlineData("7,ann@example.com\n", "Line 2")]
    [InlineData("7,ann@example.com,Ames,\n8,eve@example.com,\"Ends, nowhere\n", "Line 3")]
    [InlineData("7,ann@example.com,Ames,\n7,eve@example.com,Eden,\n", "Line 3")]
    public void A_faulty_row_is_an_error_of_its_own_and_stays_as_it_is(string rows, string where)
    {
        _bench.Run();
        var text = "Id,Email,LastName,Notes\n" + rows;
        _bench.Write("qb.csv", text);
        var crm = _bench.Read("crm.csv");

        var result = _bench.Session.Run("Invoke-ContactSync ./acme.yaml -Mode Import -PassThru");

        Assert.Equal("CompletedWithErrors", result.Output[0].Properties["Status"].Value.ToString());
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("RecordFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(where, error.ToString(), StringComparison.Ordinal);
        Assert.Equal("BadRow", PSObject.AsPSObject(error.TargetObject).Properties["ErrorCode"].Value);
        Assert.Equal(text, Encoding.UTF8.GetString(_bench.Read("qb.csv")));
        // The reading is not complete: nobody is deleted or held because of it.
        Assert.Equal(crm, _bench.Read("crm.csv"));
        Assert.Equal(0, result.Output[0].Properties["Held"].Value);
    }

    [Fact]
    public void A_file_without_rows_is_no_error_at_first_and_blocks_once_its_records_are_linked()
    {
        _bench.Write("qb.csv", "Id,Email,LastName,Notes\n");
        _bench.Run();
        _bench.Write("qb.csv", "Id,Email,LastName,Notes\n");
        var crm = _bench.Read("crm.csv");

        var result = _bench.Session.Run("Invoke-ContactSync ./acme.yaml");

        Assert.Equal("Blocked", result["Status"]!.ToString());
        Assert.StartsWith("SafetyThresholdExceeded,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(crm, _bench.Read("crm.csv"));
        Assert.Equal("Id,Email,LastName,Notes\n", Encoding.UTF8.GetString(_bench.Read("qb.csv")));
    }
}
