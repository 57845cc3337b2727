using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Profiles;

/// <summary>The definition of the keys, by which a schema can be written.</summary>
public sealed class ProfileKeysTests
{
    [Fact]
    public void Every_key_of_the_documentation_is_defined() =>
        Assert.Equal(
            [
                "blanks", "crm.Csv.columns", "crm.Csv.format", "crm.Csv.path", "crm.Csv.type", "crm.ZohoCrm.accountsUrl", "crm.ZohoCrm.apiUrl",
                "crm.ZohoCrm.clientId", "crm.ZohoCrm.clientSecret", "crm.ZohoCrm.companies", "crm.ZohoCrm.dataCenter", "crm.ZohoCrm.refreshToken",
                "crm.ZohoCrm.type", "deletions", "fields", "fields.*.crm", "fields.*.direction", "fields.*.kind", "fields.*.priority", "fields.*.qb",
                "history.keepDays", "matching.whenEmailChanges", "mode", "name", "notify.command", "notify.on", "notify.smtp.from", "notify.smtp.host",
                "notify.smtp.password", "notify.smtp.port", "notify.smtp.to", "notify.smtp.userName", "notify.webhook.format", "notify.webhook.url",
                "preset", "priority", "proxy", "qb.Csv.columns", "qb.Csv.format", "qb.Csv.includeJobs", "qb.Csv.path", "qb.Csv.type",
                "qb.QuickBooksDesktop.bind", "qb.QuickBooksDesktop.companyFile", "qb.QuickBooksDesktop.includeJobs", "qb.QuickBooksDesktop.listen", "qb.QuickBooksDesktop.password",
                "qb.QuickBooksDesktop.runEvery", "qb.QuickBooksDesktop.type", "qb.QuickBooksDesktop.userName", "qb.QuickBooksOnline.apiUrl",
                "qb.QuickBooksOnline.clientId", "qb.QuickBooksOnline.clientSecret", "qb.QuickBooksOnline.environment", "qb.QuickBooksOnline.includeJobs",
                "qb.QuickBooksOnline.realmId", "qb.QuickBooksOnline.refreshToken", "qb.QuickBooksOnline.tokenUrl", "qb.QuickBooksOnline.type", "region",
                "safety.maxChangePercent", "safety.maxCreates", "safety.maxDeletes", "secrets.vault", "selection.filter",
                "selection.transferAllWhenNoneSelected", "state.path", "state.type", "tieBreaker",
            ],
            All(ProfileKeys.Root, "")
                .Where(pair => pair.Definition.Kind is not (KeyKind.Group or KeyKind.Connection))
                .Select(pair => pair.Key)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_key_says_what_it_is_for_and_what_it_takes() =>
        Assert.All(All(ProfileKeys.Root, ""), pair =>
        {
            Assert.EndsWith(".", pair.Definition.Description, StringComparison.Ordinal);
            Assert.True(pair.Definition.Minimum <= pair.Definition.Maximum);
            Assert.Equal(pair.Definition.Kind == KeyKind.Choice, !pair.Definition.Choices.IsEmpty);
            Assert.Equal(pair.Definition.Kind is KeyKind.List or KeyKind.Named, pair.Definition.Item is not null);
            Assert.True(pair.Definition.Default is null || pair.Definition.Kind != KeyKind.Choice || pair.Definition.Choices.Contains(pair.Definition.Default));
        });

    private static IEnumerable<(string Key, KeyDefinition Definition)> All(KeyDefinition definition, string path)
    {
        var children = definition.Keys.Concat(definition.Types).Select(child => (path.Length == 0 ? child.Name : $"{path}.{child.Name}", child))
            .Concat(definition.Item is { Kind: KeyKind.Group } item ? item.Keys.Select(child => ($"{path}.*.{child.Name}", child)) : []);
        return children.SelectMany(pair => All(pair.child, pair.Item1).Prepend((pair.Item1, pair.child)));
    }
}
