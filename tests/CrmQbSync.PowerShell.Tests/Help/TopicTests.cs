using System.Text.RegularExpressions;
using CrmQbSync.PowerShell.Tests.EndToEnd;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Help;

/// <summary>What the about_ topics say, against what there is.</summary>
public sealed class TopicTests : IDisposable
{
    private readonly CsvPair _pair = new("1,ann@example.com,Ann,Bexley,", "");

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData("about_CrmQbSync", "A first day")]
    [InlineData("about_CrmQbSync", "Every day")]
    public void What_a_topic_types_parses_and_names_only_cmdlets_and_parameters_that_there_are(string topic, string section)
    {
        var typed = _pair.Session.CmdletsTypedIn(Block(topic, section));

        Assert.Contains(section == "A first day" ? "Invoke-ContactSync" : "Get-ContactSyncHistory", typed);
    }

    [Fact]
    public void The_profile_of_the_topic_is_one()
    {
        File.WriteAllText(_pair.Session.PathOf("example.yaml"), Block("about_CrmQbSync_Profile", "An example"));

        Assert.Equal("acme", _pair.Run("Get-ContactSyncProfile ./example.yaml")["Name"]);
    }

    [Theory]
    [InlineData("about_CrmQbSync")]
    [InlineData("about_CrmQbSync_Profile")]
    [InlineData("about_CrmQbSync_Rules")]
    [InlineData("about_CrmQbSync_Errors")]
    public void What_a_topic_says_to_see_is_there(string topic)
    {
        var named = File.ReadAllText(Path.Combine(Repository.Root, "docs", topic + ".md")).Split("\n## See also\n")[1].Split([',', '\n', ' '], StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", name + ".md")), name));
    }

    [Theory]
    [InlineData("about_CrmQbSync")]
    [InlineData("about_CrmQbSync_Profile")]
    [InlineData("about_CrmQbSync_Rules")]
    [InlineData("about_CrmQbSync_Errors")]
    public void Topics_are_shipped_where_Get_Help_looks_for_them(string topic)
    {
        var text = Topic(topic);

        Assert.StartsWith(topic.ToUpperInvariant(), text, StringComparison.Ordinal);
        Assert.Contains("SHORT DESCRIPTION", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", text, StringComparison.Ordinal);
        Assert.DoesNotContain("```", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Help_finds_a_topic_of_the_module_on_the_module_path()
    {
        var result = await ChildShell.RunAsync(
            new Dictionary<string, string> { ["PSModulePath"] = Path.GetDirectoryName(Repository.Module)! }, "-Command", "Get-Help about_CrmQbSync_Rules");

        Assert.Contains("ABOUT_CRMQBSYNC_RULES", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_topic_of_the_profile_has_every_key()
    {
        var text = Topic("about_CrmQbSync_Profile").Split('\n').ToHashSet(StringComparer.Ordinal);

        Assert.All(Keys(CrmQbSync.Profiles.ProfileKeys.Root, ""), key => Assert.Contains(key, text));
    }

    /// <summary>The document that the module does what it says of: no sentence of it that states something is passed over.</summary>
    [Theory]
    [InlineData("You can transfer the contacts between Zoho CRM and QuickBooks in the following ways")]
    [InlineData("Import data from QuickBooks to Zoho CRM")]
    [InlineData("Export data from Zoho CRM to QuickBooks")]
    [InlineData("Synchronize data between Zoho CRM and QuickBooks")]
    [InlineData("Import data from QuickBooks to update in Zoho CRM.")]
    [InlineData("Newly created QB records will be added in Zoho CRM, only if the data transfer mode is selected as 'Import' or 'Synchronize'.")]
    [InlineData("Only administrator or users with admin privileges can perform the sync option.")]
    [InlineData("After the first sync, if any record is modified either in Zoho CRM or in QuickBooks, the changes will take place only during the next sync.")]
    [InlineData("Export data from Zoho CRM to update in QuickBooks.")]
    [InlineData("Synchronize the data to update in Zoho CRM and in QuickBooks.")]
    [InlineData("You can prioritize the data while synchronizing between Zoho CRM and QuickBooks.")]
    [InlineData("Select Zoho CRM, if the Zoho CRM data is of higher priority. In this case, Zoho CRM overwrites the QuickBooks data during synchronization.")]
    [InlineData("Select QuickBooks, if the QuickBooks data is of higher priority. In this case, QuickBooks overwrites the Zoho CRM data during synchronization.")]
    [InlineData("You can synchronize the contacts between Zoho CRM and QuickBooks manually or automatically.")]
    [InlineData("Manual synchronization is done by selecting the data manually to synchronize between Zoho CRM and QuickBooks")]
    [InlineData("In the Web Connector window, select the Auto-Run option and specify the frequency of auto-update. In this case, data is automatically updated if the QuickBooks is running.")]
    [InlineData("If the contact/customer has no e-mail address then the sync will not take place.")]
    [InlineData("Sync is done based on the e-mail address.")]
    [InlineData("After merging records, if any one of the field values is changed, then during the next sync a new record will be created instead of merging the same record.")]
    [InlineData("After merging, if a record is deleted either in Zoho CRM or in QB, then that particular record will not be updated or created newly due to the following reasons:")]
    [InlineData("a) Until changes have been made on the other side.")]
    [InlineData("b) If the option 'Transfer all if no records selected' is enabled.")]
    [InlineData("During sync, the data will be overwritten either in Zoho CRM or in QuickBooks based on the top priority.")]
    [InlineData("During the merge, empty or null values should not be used to overwrite the existing value.")]
    [InlineData("If the Zoho CRM Contact's phone number is empty and QB Customer's phone number has a value, in that case, when you overwrite QB Customer, the modifications will not take place in Zoho CRM Contacts since it has an empty/null value.")]
    [InlineData("After the merge, Zoho CRM Contact's phone number and QB Customer's phone number will be different.")]
    [InlineData("You should update QB Customer's phone number in Zoho CRM Contacts too.")]
    [InlineData("When you merge a record, and if the source value is empty, then it will not overwrite the destination value.")]
    [InlineData("In this case, after merging, source value will be empty and destination value will have the old value.")]
    [InlineData("So whenever you update on one side it should be updated on the other side too. Only then the values will be the same after sync.")]
    [InlineData("Sync status helps you to view the QuickBooks synchronization history along with the corresponding error messages.")]
    [InlineData("Click the relevant Sync ID to get the error history information.")]
    public void The_topic_of_the_rules_quotes_the_document(string sentence) =>
        Assert.Contains(sentence, string.Join(' ', Topic("about_CrmQbSync_Rules").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

    [Fact]
    public void The_topic_of_rules_says_of_every_quotation_where_it_is_kept_and_names_keys_and_cmdlets_that_there_are()
    {
        var sections = File.ReadAllText(Path.Combine(Repository.Root, "docs", "about_CrmQbSync_Rules.md")).Split("\n## ").Where(section => section.Contains("\n> ", StringComparison.Ordinal)).ToList();
        Assert.All(sections, section => Assert.True(
            section.Contains("Kept", StringComparison.Ordinal) || section.Contains("takes the place", StringComparison.Ordinal), section.Split('\n')[0]));
        var keys = Keys(CrmQbSync.Profiles.ProfileKeys.Root, "").ToHashSet(StringComparer.Ordinal);
        var named = sections.SelectMany(section => Regex.Matches(section, @"\b(fields|selection|matching|safety|history|qb)\.[A-Za-z.]+[A-Za-z]").Select(match => match.Value)).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, key => Assert.Contains(key, keys));
        var cmdlets = _pair.Run("(Get-Module CrmQbSync).ExportedCmdlets.Keys").Texts;
        Assert.All(
            sections.SelectMany(section => Regex.Matches(section, @"\b[A-Z][a-z]+-(Contact|Qb|Crm)[A-Za-z]+").Select(match => match.Value)),
            name => Assert.Contains(name, cmdlets));
    }

    [Fact]
    public void The_topic_of_errors_has_cause_and_remedy_of_every_id()
    {
        var parts = Topic("about_CrmQbSync_Errors").Split("\n\n");
        foreach (var id in Enum.GetNames<SyncErrorId>())
        {
            var at = Array.FindIndex(parts, part => part.Trim() == id);
            Assert.True(at >= 0, id);
            Assert.StartsWith("Cause: ", parts[at + 1].Trim(), StringComparison.Ordinal);
            Assert.StartsWith("Remedy: ", parts[at + 2].Trim(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_topic_of_errors_tells_every_code_and_reason_of_entries()
    {
        var text = Topic("about_CrmQbSync_Errors");
        foreach (var type in new[] { typeof(Contacts.ErrorCodes), typeof(Contacts.Reasons) })
            Assert.All(type.GetFields(), word => Assert.Matches($@"\b{word.Name}\s+\(", text));
    }

    /// <summary>What stands between fences in a section of a topic.</summary>
    private static string Block(string topic, string section) => Regex.Match(
        File.ReadAllText(Path.Combine(Repository.Root, "docs", topic + ".md")).ReplaceLineEndings("\n"), $@"\n## {section}\n\n```\n(.*?)\n```\n", RegexOptions.Singleline).Groups[1].Value;

    private static string Topic(string name) => File.ReadAllText(Path.Combine(Repository.Module, "en-US", name + ".help.txt"));

    private static IEnumerable<string> Keys(CrmQbSync.Profiles.KeyDefinition definition, string path)
    {
        foreach (var child in definition.Keys.Where(child => child.Name != "type" || definition.Name == "state"))
        {
            var key = path.Length == 0 ? child.Name : $"{path}.{child.Name}";
            yield return key;
            foreach (var below in Keys(child, key).Concat(child.Types.SelectMany(type => Keys(type, key))).Concat(child.Item is { } item ? Keys(item, key + ".FIELD") : []))
                yield return below;
        }
    }
}
