namespace CrmQbSync.Profiles;

/// <summary>The keys of <c>notify</c>.</summary>
internal static class NotifyKeys
{
    public static KeyDefinition Notify { get; } = Define.Group("notify", "Who is told of what. What lasts is told when it begins, when something new comes to it, once a day, and when it is over.",
        new KeyDefinition("on", KeyKind.List, "What is told; by default all but Always.")
        {
            TakesSingle = true,
            Maximum = Enum.GetValues<NotifyEvent>().Length,
            Item = Define.Choice<NotifyEvent>("", "An event."),
        },
        Define.Group("smtp", "By mail.",
            Define.Text("host", "The mail server.") with { IsRequired = true, Rule = TextRules.Host },
            Define.Number("port", "Its port.", 1, 65_535, 587),
            Define.Text("from", "The sender.") with { IsRequired = true, Rule = TextRules.Mail },
            new KeyDefinition("to", KeyKind.List, "The receivers: an address, or a list of them.")
            {
                IsRequired = true,
                TakesSingle = true,
                Maximum = 100,
                Item = Define.Text("", "A receiver.", TextRules.Mail),
            },
            Define.Text("userName", "The user to sign in as."),
            Define.Secret("password", "The user's password.")),
        Define.Group("webhook", "By a POST of JSON.",
            Define.Address("url", "The address.", TextRules.Address) with { IsRequired = true },
            Define.Choice("format", "What the JSON looks like.", WebhookFormat.Generic)),
        new KeyDefinition("command", KeyKind.List, "By a command and its arguments.")
        {
            Minimum = 0,
            Maximum = 100,
            // Everybody on the machine can read a program's arguments.
            Item = Define.Text("", "The command, or an argument.") with { Minimum = 0, Maximum = 4000, References = ReferenceUse.Environment },
        });
}
