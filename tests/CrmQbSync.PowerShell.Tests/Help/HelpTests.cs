using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using CrmQbSync.PowerShell.Tests.EndToEnd;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Help;

/// <summary>What Get-Help shows of every cmdlet, as users get it.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly CsvPair _pair = new(
        "1,ann@example.com,Ann,Bexley,+1 415 555 0100\n2,bob@example.com,Bob,Carter,",
        "7,ann@example.com,Ann,Bexley,+1 415 555 0199");

    public void Dispose() => _pair.Dispose();

    public static TheoryData<string> Cmdlets() => new(CmdletsOf(new ModuleSession()));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_cmdlet_has_synopsis_description_examples_and_links(string name)
    {
        var help = Help(name);

        Assert.Equal(name, help.Properties["Name"].Value.ToString());
        var synopsis = help.Properties["Synopsis"].Value.ToString()!;
        Assert.True(synopsis.EndsWith('.') && !synopsis.Contains('\n', StringComparison.Ordinal), synopsis);
        Assert.NotEmpty(help.TextOf("description"));
        Assert.NotEmpty(help.List( "relatedLinks", "navigationLink"));
        var examples = help.Examples();
        Assert.True(examples.Count >= 2, $"{examples.Count} examples");
        Assert.All(examples, code => Assert.Contains(name, code, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_is_described_with_what_the_code_says_of_it(string name)
    {
        var command = (CmdletInfo)_pair.Run("Get-Command $args[0]", name).Output.Single().BaseObject;
        var own = command.Parameters.Values.Where(parameter =>
            !Cmdlet.CommonParameters.Contains(parameter.Name) && parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => !attribute.DontShow));
        var documented = Help(name).List( "parameters", "parameter").ToDictionary(parameter => parameter.Properties["name"].Value.ToString()!);

        Assert.Equal(own.Select(parameter => parameter.Name).Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        Assert.All(own, parameter =>
        {
            Assert.NotEmpty(documented[parameter.Name].TextOf("Description"));
            var mandatory = parameter.ParameterSets.Values.First().IsMandatory;
            Assert.Equal(mandatory ? "true" : "false", documented[parameter.Name].Properties["required"].Value.ToString());
        });
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Syntax_shows_every_parameter_set(string name)
    {
        var command = (CmdletInfo)_pair.Run("Get-Command $args[0]", name).Output.Single().BaseObject;

        var items = Help(name).List( "syntax", "syntaxItem");

        Assert.InRange(items.Count, 1, command.ParameterSets.Count);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Examples_parse_and_name_only_parameters_that_there_are(string name) => Assert.All(Help(name).Examples(), code => AssertTypes(code));

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/zoho-crm.md")]
    [InlineData("docs/quickbooks-online.md")]
    public void Walk_throughs_parse_and_name_only_cmdlets_and_parameters_that_there_are(string document)
    {
        var blocks = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, document)), @"^ *```powershell\r?\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(blocks);
        Assert.Contains(blocks.SelectMany(AssertTypes), name => name == "Invoke-ContactSync");
    }

    /// <returns>The cmdlets of the module that it names.</returns>
    private List<string> AssertTypes(string code)
    {
        var script = Parser.ParseInput(code, out _, out var faults);
        Assert.True(faults.Length == 0, code);
        var named = new List<string>();
        foreach (var used in script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            var name = used.GetCommandName();
            if (_pair.Run("Get-Command -Module CrmQbSync -Name $args[0] -ErrorAction SilentlyContinue", name).Output is not [{ BaseObject: CmdletInfo known }])
            {
                Assert.DoesNotMatch("-(Contact|Crm|Qb)", name);
                continue;
            }
            named.Add(name);
            Assert.All(used.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.True(known.Parameters.ContainsKey(parameter.ParameterName), $"{code}: -{parameter.ParameterName}"));
        }
        return named;
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
        var named = sections.SelectMany(section => System.Text.RegularExpressions.Regex.Matches(section, @"\b(fields|selection|matching|safety|history|qb)\.[A-Za-z.]+[A-Za-z]").Select(match => match.Value)).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, key => Assert.Contains(key, keys));
        var cmdlets = CmdletsOf(new ModuleSession());
        Assert.All(
            sections.SelectMany(section => System.Text.RegularExpressions.Regex.Matches(section, @"\b[A-Z][a-z]+-(Contact|Qb|Crm)[A-Za-z]+").Select(match => match.Value)),
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

    private static string[] CmdletsOf(ModuleSession session)
    {
        using (session)
            return [.. session.Run("(Get-Module CrmQbSync).ExportedCmdlets.Keys").Texts.Order(StringComparer.Ordinal)];
    }

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

    private PSObject Help(string name) => _pair.Session.HelpOf(name);
}
