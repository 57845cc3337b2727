namespace CrmQbSync.Tests.Profiles;

/// <summary>Keys and values: what is wrong, where, and what would be right.</summary>
public sealed class ProfileKeyTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mod: Import", "(3,1): mod: no such key is known here; mode is meant")]
    [InlineData("Mode: Import", "(3,1): Mode: no such key is known here; mode is meant")]
    [InlineData("zzzzz: 1", "(3,1): zzzzz: no such key is known here; one of name, preset, mode, priority, tieBreaker, region, blanks, deletions, matching, selection, safety, fields, state, secrets, history, proxy, notify, crm, qb")]
    [InlineData("safety: { maxDelete: 1 }", "(3,11): safety.maxDelete: no such key is known here; maxDeletes is meant")]
    [InlineData("mode: Synchronise", "(3,7): mode: 'Synchronise' is none of its values; Synchronize is meant (one of Import, Export, Synchronize)")]
    [InlineData("mode: 2", "(3,7): mode: '2' is none of its values; one of Import, Export, Synchronize")]
    [InlineData("mode: [Import]", "(3,7): mode: a list stands here; one of Import, Export, Synchronize")]
    [InlineData("mode: { a: b }", "(3,7): mode: a group of keys stands here; one of Import, Export, Synchronize")]
    [InlineData("mode:", "(3,6): mode: no value stands here; one of Import, Export, Synchronize, or no such line at all")]
    [InlineData("priority: Crn", "(3,11): priority: 'Crn' is none of its values; Crm is meant (one of Crm, Qb, Newest, Manual)")]
    [InlineData("tieBreaker: Newest", "(3,13): tieBreaker: 'Newest' is none of its values; one of Crm, Qb")]
    [InlineData("blanks: fil", "(3,9): blanks: 'fil' is none of its values; Fill is meant (one of Keep, Fill, Clear)")]
    [InlineData("deletions: Propagated", "(3,12): deletions: 'Propagated' is none of its values; Propagate is meant (one of Hold, Propagate, Recreate)")]
    [InlineData("matching: { whenEmailChanges: New }", "(3,31): matching.whenEmailChanges: 'New' is none of its values; one of Follow, CreateNew")]
    [InlineData("preset: Clasic", "(3,9): preset: 'Clasic' is none of its values; Classic is meant (one of Classic)")]
    [InlineData("region: UK", "(3,9): region: 'UK': this is no ISO 3166 code; GB is meant; an ISO 3166 code of two letters, such as US, GB or DE")]
    [InlineData("region: ZZ", "(3,9): region: 'ZZ': this is no ISO 3166 code that telephone numbers are known for; an ISO 3166 code of two letters, such as US, GB or DE")]
    [InlineData("selection: { transferAllWhenNoneSelected: yes }", "(3,43): selection.transferAllWhenNoneSelected: 'yes' is no switch; true or false")]
    [InlineData("selection: { transferAllWhenNoneSelected: 'true' }", "(3,43): selection.transferAllWhenNoneSelected: 'true' in quotes is a text; true or false")]
    [InlineData("selection: Import", "(3,12): selection: a single value stands here; a group of keys (transferAllWhenNoneSelected, filter), each in a line of its own, indented")]
    [InlineData("name: a/b", "(3,7): name: 'a/b': the sign / cannot stand in a name; letters, digits and signs other than /\\:*?\"<>|{}$`, neither starting nor ending with a blank or a dot")]
    [InlineData("name: ''", "(3,7): name: the text is empty; letters, digits and signs other than /\\:*?\"<>|{}$`, neither starting nor ending with a blank or a dot")]
    [InlineData("state: { type: Postgres }", "(3,16): state.type: 'Postgres' is none of its values; one of Sqlite")]
    [InlineData("state: { path: ~/x.db }", "(3,16): state.path: ~ means nothing here; ${env:HOME}/… or ${env:USERPROFILE}\\…")]
    [InlineData("state: { path: sub/ }", "(3,16): state.path: this is a folder; the path of a file, relative to the profile's folder or absolute")]
    [InlineData("state: { path: 'https://host/x' }", "(3,16): state.path: this is an address; the path of a file, relative to the profile's folder or absolute")]
    [InlineData("state: { path: . }", "(3,16): state.path: this is a folder; the path of a file, relative to the profile's folder or absolute")]
    [InlineData("state: { path: sub/nul }", "(3,16): state.path: Windows takes a file of this name for the device NUL; the path of a file, relative to the profile's folder or absolute")]
    [InlineData("state: { path: 'sub\\COM1.db' }", "(3,16): state.path: Windows takes a file of this name for the device COM1; the path of a file, relative to the profile's folder or absolute")]
    [InlineData("name: Aux.x", "(3,7): name: 'Aux.x': Windows takes a file of this name for the device AUX; letters, digits and signs other than /\\:*?\"<>|{}$`, neither starting nor ending with a blank or a dot")]
    [InlineData("state: { path: '' }", "(3,16): state.path: the text is empty; the path of a file, or no such line at all")]
    [InlineData("proxy: proxy:8080", "(3,8): proxy: the address is neither http nor https; none, or an address such as http://proxy:8080")]
    [InlineData("proxy: http://me:pass1234@proxy", "(3,8): proxy: a user name or password stands in the address, which ${secret:NAME} would keep out of the profile; none, or an address such as http://proxy:8080")]
    [InlineData("proxy: http://proxy/path", "(3,8): proxy: a path or query stands behind the host; none, or an address such as http://proxy:8080")]
    [InlineData("proxy: http://proxy:99999", "(3,8): proxy: this is no absolute address; none, or an address such as http://proxy:8080")]
    [InlineData("notify: { on: [Failur], command: [x] }", "(3,16): notify.on[1]: 'Failur' is none of its values; Failure is meant (one of Failure, Blocked, Conflict, SignInExpiring, Always)")]
    [InlineData("notify: { on: Always }", "(3,9): notify: nobody is told in any way; smtp, webhook or command beside it, or no notify at all")]
    [InlineData("notify: { command: [] }", "(3,9): notify: nobody is told in any way; smtp, webhook or command beside it, or no notify at all")]
    [InlineData("notify: { command: run.sh }", "(3,20): notify.command: a single value stands here; a list: [a, b]")]
    [InlineData("notify: { webhook: { format: Teams } }", "(3,20): notify.webhook.url: this key is missing; url: an absolute http or https address without user name and password")]
    [InlineData("notify: { webhook: { url: ftp://x } }", "(3,27): notify.webhook.url: the address is neither http nor https; an absolute http or https address without user name and password")]
    [InlineData("notify: { smtp: { host: m, from: a@b, to: c } }", "(3,43): notify.smtp.to: this is no e-mail address; an address such as admin@example.com")]
    [InlineData("notify: { smtp: { host: m, from: a@b, to: c@d, userName: u } }", "(3,48): notify.smtp.userName: it stands here without password; both of them to sign in, or neither")]
    [InlineData("notify: { smtp: { host: m, from: a@b, to: c@d, password: \"${secret:x}\" } }", "(3,48): notify.smtp.password: it stands here without userName; both of them to sign in, or neither")]
    public void A_wrong_key_or_value_is_told_with_place_and_remedy(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(_folder.Faults(ProfileFolder.Sides + line + "\n")));

    public static TheoryData<string, string, long, long> Numbers => new()
    {
        { "safety: {{ maxDeletes: {0} }}", "safety.maxDeletes", 0, 10_000_000 },
        { "safety: {{ maxCreates: {0} }}", "safety.maxCreates", 0, 10_000_000 },
        { "safety: {{ maxChangePercent: {0} }}", "safety.maxChangePercent", 0, 100 },
        { "history: {{ keepDays: {0} }}", "history.keepDays", 1, 36_500 },
        { "notify: {{ smtp: {{ host: m, from: a@b, to: c@d, port: {0} }} }}", "notify.smtp.port", 1, 65_535 },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_number_is_bounded(string line, string key, long minimum, long maximum)
    {
        string[] Faults(string value) => _folder.Faults(ProfileFolder.Sides + string.Format(null, line, value) + "\n");
        var right = $"a whole number from {minimum} to {maximum}";
        foreach (var value in (string[])[$"{minimum - 1}", $"{maximum + 1}", "99999999999999999999999999"])
            Assert.EndsWith($": {key}: '{value}' is out of range; {right}", Assert.Single(Faults(value)), StringComparison.Ordinal);
        foreach (var value in (string[])["many", "1.5", "1e3", "0x10", "1_000", "١"])
            Assert.EndsWith($": {key}: '{value}' is no whole number; {right}", Assert.Single(Faults(value)), StringComparison.Ordinal);
        Assert.EndsWith($": {key}: '50' in quotes is a text; {right}", Assert.Single(Faults("'50'")), StringComparison.Ordinal);
        _folder.Read(ProfileFolder.Sides + string.Format(null, line, minimum));
        _folder.Read(ProfileFolder.Sides + string.Format(null, line, maximum));
    }

    [Fact]
    public void Every_number_of_the_definition_has_a_test_of_its_bounds()
    {
        static IEnumerable<string> All(CrmQbSync.Profiles.KeyDefinition definition) => definition.Keys
            .Concat(definition.Types)
            .SelectMany(All)
            .Concat(definition.Kind == CrmQbSync.Profiles.KeyKind.Number ? [definition.Name] : []);
        Assert.Equal(
            ["keepDays", "maxChangePercent", "maxCreates", "maxDeletes", "port", "runEvery"],
            All(CrmQbSync.Profiles.ProfileKeys.Root).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_faults_are_told_at_once_by_place()
    {
        var faults = _folder.Faults("""
            mod: Import
            priority: Crn
            region: XX
            safety: { maxDeletes: -1, maxCreates: some }
            fields:
              Fone: { direction: Up }
              Id: { crm: A, qb: B }
            crm: { type: Csv, path: a.csv, pth: b }
            qb:
              type: QuickBooksOnline
              realmId: "12x"
              clientSecret: verysecret
            history: []
            """);
        Assert.Equal(
            ["(1,1): mod", "(2,11): priority", "(3,9): region", "(4,23): safety.maxDeletes", "(4,39): safety.maxCreates", "(6,3): fields.Fone",
                "(6,22): fields.Fone.direction", "(7,3): fields.Id", "(8,32): crm.pth", "(10,3): qb.clientId", "(11,12): qb.realmId", "(12,17): qb.clientSecret", "(13,10): history"],
            faults.Select(fault => fault[..fault.IndexOf(": ", fault.IndexOf(": ", StringComparison.Ordinal) + 1, StringComparison.Ordinal)]));
        Assert.DoesNotContain(faults, fault => fault.Contains("verysecret", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_connections_are_told() =>
        Assert.Equal(
            [
                "(1,1): crm: this key is missing; crm: a group of keys (type and those that belong to it), each in a line of its own, indented",
                "(1,1): qb: this key is missing; qb: a group of keys (type and those that belong to it), each in a line of its own, indented",
            ],
            _folder.Faults("mode: Import\n"));

    [Fact]
    public void A_file_whose_name_cannot_be_a_name_needs_one()
    {
        Assert.StartsWith("(1,1): name: the file's name cannot be the profile's: ", Assert.Single(_folder.FaultsOf(_folder.Write(ProfileFolder.Sides, "a{b.yaml"))), StringComparison.Ordinal);
        Assert.Equal("b", _folder.Store.Read(_folder.Write(ProfileFolder.Sides + "name: b\n", "a{b.yaml")).Name);
    }

    [Fact]
    public void Control_characters_of_a_file_do_not_reach_messages() =>
        Assert.Equal("(3,7): mode: 'a b' is none of its values; one of Import, Export, Synchronize", Assert.Single(_folder.Faults(ProfileFolder.Sides + "mode: \"a\\nb\"\n")));
}
