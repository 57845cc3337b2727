using System.Management.Automation;
using CrmQbSync.Running;

namespace CrmQbSync.Selection;

/// <summary>Collects what one run is to handle: selected records, or planned changes (rule 3.5).</summary>
internal sealed class SelectionBuilder(SyncProfile profile)
{
    private readonly HashSet<string> _crmIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _qbIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _emails = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ContactChange> _changes = [];

    /// <summary>The profile.</summary>
    public SyncProfile Profile => profile;

    /// <summary>Whether a selection was expressed at all, be it of nothing.</summary>
    public bool Expressed { get; private set; }

    /// <summary>Whether what was expressed comes to nothing.</summary>
    public bool SelectsNothing => Expressed && _changes.Count == 0 && _crmIds.Count + _qbIds.Count + _emails.Count == 0;

    /// <summary>Adds ids and addresses; a list that was given though it is empty counts as a selection of nothing.</summary>
    public void Add(IEnumerable<string?>? crmIds, IEnumerable<string?>? qbIds, IEnumerable<string?>? emails)
    {
        Expressed = true;
        _crmIds.UnionWith(Texts.Filled(crmIds));
        _qbIds.UnionWith(Texts.Filled(qbIds));
        _emails.UnionWith(Texts.Filled(emails));
    }

    /// <summary>Adds what was piped in; nothing at all is a selection of nothing.</summary>
    /// <exception cref="SyncException">InputInvalid: it belongs to another profile, or says nothing that could be selected by.</exception>
    public void AddAll(IEnumerable<PSObject?> inputs)
    {
        Expressed = true;
        foreach (var input in inputs)
            Add(input);
    }

    private void Add(PSObject? input)
    {
        if (input is null)
            return;
        input = Texts.Object(input);
        RequireSameProfile(input);
        switch (input.BaseObject)
        {
            case ContactChange change:
                _changes.Add(change);
                break;
            case Contact { Id: { Length: > 0 } id } contact:
                (contact.Side == Side.Crm ? _crmIds : _qbIds).Add(id);
                break;
            case Contact contact:
                AddEmail(contact.Email);
                break;
            default:
                AddIdentity(input);
                break;
        }
    }

    /// <summary>What the run is told, with the mode and priority that the changes were planned with.</summary>
    /// <exception cref="SyncException">InputInvalid: changes that do not go together, or with what else was given.</exception>
    public RunOptions Apply(RunOptions options)
    {
        if (_changes.Count == 0)
        {
            return Expressed
                ? options with { Selection = new RecordSelection { CrmIds = _crmIds, QbIds = _qbIds, Emails = _emails } }
                : options;
        }
        var first = _changes[0];
        if (_crmIds.Count + _qbIds.Count + _emails.Count > 0)
            throw Invalid("Planned changes and selected records were given together.", "Give the changes to one run and the records to another.");
        if (_changes.Exists(change => change.All != first.All))
        {
            throw Invalid(
                "Some of the changes were planned with every record handled again (Compare-ContactSet -All), some without.",
                "Apply the changes of one comparison at a time.");
        }
        if (_changes.Find(change => change.Mode != first.Mode || change.Priority != first.Priority) is { } odd)
        {
            throw Invalid(
                $"The changes were planned with different modes or priorities: {first.Mode} with {first.Priority}, and {odd.Mode} with {odd.Priority}.",
                "Apply the changes of one comparison at a time.");
        }
        if ((options.Mode ?? first.Mode) != first.Mode || (options.Priority ?? first.Priority) != first.Priority)
        {
            throw Invalid(
                $"The changes were planned with mode {first.Mode} and priority {first.Priority}, and are applied as they were planned.",
                "Leave -Mode and -Priority out, or plan the changes with them: Compare-ContactSet has both.");
        }
        if (options.All)
            throw Invalid("-All was given beside planned changes, which say themselves what is handled.", "Leave -All out, or use it with Compare-ContactSet.");
        return options with { Changes = _changes, Mode = first.Mode, Priority = first.Priority };
    }

    private void AddIdentity(PSObject input)
    {
        var crmId = Texts.Of(input, "CrmId");
        var qbId = Texts.Of(input, "QbId");
        var email = Texts.Of(input, "Email");
        // An ambiguous entry names all ids that share the address; the address is what stands for it.
        var isAmbiguous = Texts.Of(input, "Status") == nameof(EntryStatus.Ambiguous) || Texts.Of(input, "Action") == nameof(ChangeAction.Ambiguous);
        if (isAmbiguous && email is not null)
        {
            AddEmail(email);
            return;
        }
        if (crmId is null && qbId is null && email is null && !HasIdentityProperty(input))
        {
            throw Invalid(
                $"An object of type {ShortName(input)} has none of the properties CrmId, QbId and Email.",
                "Pipe in contacts, links, conflicts, entries or changes, or objects with one of these properties.",
                input);
        }
        if (crmId is not null)
            _crmIds.Add(crmId);
        if (qbId is not null)
            _qbIds.Add(qbId);
        if (crmId is null && qbId is null)
            AddEmail(email);
    }

    private static string ShortName(PSObject input) => input.TypeNames[0].Split('.')[^1];

    private static bool HasIdentityProperty(PSObject input) =>
        input.Properties["CrmId"] is not null || input.Properties["QbId"] is not null || input.Properties["Email"] is not null;

    private void AddEmail(string? email)
    {
        if (!string.IsNullOrWhiteSpace(email))
            _emails.Add(email.Trim());
    }

    private void RequireSameProfile(PSObject input)
    {
        if (Texts.Of(input, "Profile") is { } other && !ProfilePaths.AreSame(other, profile.Path))
        {
            throw Invalid(
                $"An object belongs to the profile '{other}', not to '{profile.Path}'.",
                "Give each profile its own objects; ids of one profile mean other people in another.",
                input);
        }
    }

    private SyncException Invalid(string message, string advice, object? subject = null) =>
        new(SyncErrorId.InputInvalid, message, advice) { Subject = subject ?? profile.Path };
}
