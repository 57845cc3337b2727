using System.Diagnostics;
using System.IO.Compression;
using System.Management.Automation.Language;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Packaging;

public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("package").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_module_folder_stays_below_25_MB() =>
        Assert.InRange(new DirectoryInfo(Repository.Module).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), 1, 25_000_000);

    [Fact]
    public async Task The_package_is_what_Publish_PSResource_takes_and_works_where_it_is_unpacked()
    {
        await PackAsync();

        var package = Assert.Single(Directory.GetFiles(_folder, "*.nupkg"));
        using (var archive = ZipFile.OpenRead(package))
        {
            var nuspec = XDocument.Load(archive.GetEntry("CrmQbSync.nuspec")!.Open()).Root!.Elements().First();
            string Value(string name) => nuspec.Elements().Single(element => element.Name.LocalName == name).Value;
            Assert.Equal("CrmQbSync", Value("id"));
            Assert.Equal(Path.GetFileName(package), $"CrmQbSync.{Value("version")}.nupkg");
            // What Publish-PSResource itself would take from the manifest.
            using var manifest = new StreamReader(archive.GetEntry("CrmQbSync.psd1")!.Open());
            var said = Parser.ParseInput(await manifest.ReadToEndAsync(), out _, out _).Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false)!;
            var facts = (System.Collections.Hashtable)said.SafeGetValue();
            var data = (System.Collections.Hashtable)((System.Collections.Hashtable)facts["PrivateData"]!)["PSData"]!;
            Assert.Equal(
                [facts["ModuleVersion"], facts["Author"], facts["CompanyName"], facts["Description"], facts["Copyright"], data["ReleaseNotes"], "false"],
                new[] { "version", "authors", "owners", "description", "copyright", "releaseNotes", "requireLicenseAcceptance" }.Select(Value));
            Assert.Superset(
                new HashSet<string> { "PSModule", "PSEdition_Core", "ZohoCRM", "QuickBooks", "PSCmdlet_Invoke-ContactSync", "PSCommand_Register-ContactSyncTask" },
                Value("tags").Split(' ').ToHashSet());
            var names = archive.Entries.Select(entry => entry.FullName).ToList();
            Assert.Superset(
                new HashSet<string> { "CrmQbSync.psd1", "CrmQbSync.Format.ps1xml", "CrmQbSync.Task.ps1", "CHANGELOG.md", "THIRD-PARTY-NOTICES.txt", "CrmQbSync.profile.schema.json", "en-US/CrmQbSync.PowerShell.dll-Help.xml", "bin/CrmQbSync.Loader.dll", "bin/CrmQbSync.Core.dll" },
                names.ToHashSet());
        }
        Assert.Equal($"{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(package)))}  {Path.GetFileName(package)}", (await File.ReadAllTextAsync(package + ".sha256")).TrimEnd());

        var module = Path.Combine(_folder, "CrmQbSync");
        await ZipFile.ExtractToDirectoryAsync(package, module);
        var result = await ChildShell.RunAsync(
            new Dictionary<string, string> { ["CRMQBSYNC_MODULE"] = module },
            "-Command", "(Get-Command Invoke-ContactSync).Module.ModuleBase; (Get-Help Invoke-ContactSync).Synopsis");
        Assert.Equal([module, "Synchronises the contacts of the CRM and the customers of QuickBooks."], result.Lines);
    }

    [Fact]
    public void Every_library_that_the_module_carries_has_its_notice_and_none_else_has()
    {
        var notices = File.ReadAllText(Path.Combine(Repository.Module, "THIRD-PARTY-NOTICES.txt"));
        var carried = new DirectoryInfo(Path.Combine(Repository.Module, "bin")).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension is ".dll" or ".so" or ".dylib" && !file.Name.StartsWith("CrmQbSync.", StringComparison.Ordinal))
            .Select(file => file.Name).Distinct().Order(StringComparer.Ordinal);
        var named = Regex.Matches(notices, @"^Files: (.*)$", RegexOptions.Multiline).SelectMany(match => match.Groups[1].Value.Trim().Split(", ")).Order(StringComparer.Ordinal);

        Assert.Equal(carried, named);
        // Each names its licence, and the licence's text is there.
        var licences = Regex.Matches(notices, @"^Licence: (.*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value.Trim()).ToList();
        Assert.Equal(Regex.Count(notices, "^Files: ", RegexOptions.Multiline), licences.Count);
        Assert.All(licences, licence => Assert.Contains($"==== {licence} ====", notices, StringComparison.Ordinal));
    }

    [Fact]
    public void The_changelog_has_the_form_that_it_names()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Module, "CHANGELOG.md"));

        Assert.Contains("keepachangelog.com", string.Concat(lines), StringComparison.Ordinal);
        Assert.All(lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)), line => Assert.Matches(@"^## \[(Unreleased|\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2})\]?$", line));
        Assert.All(lines.Where(line => line.StartsWith("### ", StringComparison.Ordinal)), line => Assert.Contains(line[4..], (string[])["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]));
    }

    private async Task PackAsync()
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["msbuild", Path.Combine(Repository.Root, "src", "CrmQbSync.PowerShell"), "-t:PackModule", "-nologo", "-v:q", "-nodeReuse:false", $"-p:Configuration={Repository.Configuration}", $"-p:PackageFolder={_folder}/"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
    }
}
