using CrmQbSync.Contacts;

namespace CrmQbSync.Profiles;

/// <summary>
/// The keys of a profile: the one place that says which there are, what they take and what they are for. The reader checks by it.
/// </summary>
internal static class ProfileKeys
{
    /// <summary>The whole profile.</summary>
    public static KeyDefinition Root { get; } = new("", KeyKind.Group, "How one CRM and one QuickBooks are kept the same.")
    {
        Keys =
        [
            new("name", KeyKind.Text, "The profile's name.")
            {
                References = ReferenceUse.None, Maximum = 100, Rule = TextRules.ProfileName,
            },
            Define.Choice<ProfilePreset>("preset", "Policies under one name: Classic is the behaviour of the original service. Keys beside it win.") with
            {
                References = ReferenceUse.None,
            },
            Define.Choice("mode", "Which way data flows.", SyncMode.Synchronize),
            Define.Choice("priority", "Who wins where both sides changed.", SyncPriority.Crm),
            Define.Choice("tieBreaker", "Who wins under Newest when the times are equal or unknown.", Side.Crm),
            new("region", KeyKind.Text, "The country whose telephone numbers need no country code.") { Default = "US", Rule = TextRules.Region },
            Define.Choice("blanks", "What happens with blank values.", BlanksPolicy.Fill),
            Define.Choice("deletions", "What happens to the survivor when one record of a pair was deleted.", DeletionsPolicy.Hold),
            Define.Group("matching", "How records are matched.",
                Define.Choice("whenEmailChanges", "What happens to a pair whose e-mail address changes.", EmailChangePolicy.Follow)),
            Define.Group("selection", "Which records take part.",
                Define.Switch("transferAllWhenNoneSelected", "Whether a run without selection handles every record again."),
                new KeyDefinition("filter", KeyKind.Named, "The values that a field must have, by field.") { Minimum = 0, Maximum = FieldSet.MaxFields, Item = FilterValues }),
            Define.Group("safety", "How much a run may do before it is stopped.",
                Define.Number("maxDeletes", "The most records that a run may delete.", 0, 10_000_000, 50),
                Define.Number("maxChangePercent", "The most linked pairs, in percent, that a run may update or delete in.", 0, 100, null),
                Define.Number("maxCreates", "The most records that a run may create.", 0, 10_000_000, null)),
            new("fields", KeyKind.Named, "The mapping of single fields, over the connections' default mapping.") { Minimum = 0, Maximum = 1000, Item = FieldLine },
            Define.Group("state", "Where the memory of what was synchronised is kept.",
                new KeyDefinition("type", KeyKind.Choice, "The kind of store.") { Choices = ["Sqlite"], Default = "Sqlite", References = ReferenceUse.None },
                new KeyDefinition("path", KeyKind.Path, "Its file; by default NAME.state.db beside the profile.") { Maximum = 1024 }),
            Define.Group("secrets", "Where secrets come from.",
                new KeyDefinition("vault", KeyKind.Text, "A SecretManagement vault in place of the module's own store.") { References = ReferenceUse.None }),
            Define.Group("history", "The history of runs.",
                Define.Number("keepDays", "For how many days it is kept.", 1, 36_500, 365)),
            new("proxy", KeyKind.Text, "The proxy's address, or none; by default the system's.")
            {
                References = ReferenceUse.Any, Maximum = 2000, Rule = TextRules.Proxy,
            },
            NotifyKeys.Notify,
            new("crm", KeyKind.Connection, "The connection to the CRM.") { IsRequired = true, Types = [ConnectionKeys.ZohoCrm, ConnectionKeys.Csv] },
            new("qb", KeyKind.Connection, "The connection to QuickBooks.")
            {
                IsRequired = true,
                Types = [ConnectionKeys.QuickBooksOnline, ConnectionKeys.QuickBooksDesktop, ConnectionKeys.QuickBooksCsv],
            },
        ],
    };

    private static KeyDefinition FilterValues => new("", KeyKind.List, "A value, or a list of them.")
    {
        Maximum = 1000,
        TakesSingle = true,
        Item = new KeyDefinition("", KeyKind.Text, "A value that passes.") { Maximum = 1000, Rule = TextRules.NotBlank },
    };

    private static KeyDefinition FieldLine => Define.Group("", "How one field is mapped.",
        new KeyDefinition("crm", KeyKind.Text, "The CRM's own name of the field.") { Rule = TextRules.Header },
        new KeyDefinition("qb", KeyKind.Text, "QuickBooks' own name of the field.") { Rule = TextRules.Header },
        Define.Choice<FieldKind>("kind", "How the values of a custom field are compared.", FieldKind.Text),
        Define.Choice("direction", "Which way the field may flow.", FieldDirection.Both),
        Define.Choice<SyncPriority>("priority", "Who wins for this field; by default as for the others."));
}
