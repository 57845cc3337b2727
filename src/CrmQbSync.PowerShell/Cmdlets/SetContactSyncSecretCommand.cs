using System.Management.Automation;
using System.Net;
using System.Security;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Cmdlets;

/// <summary>Sets a secret. Its value comes by prompt, as a SecureString, or by the pipeline; never as plain text on the command line, which histories and logs keep.</summary>
[Cmdlet(VerbsCommon.Set, "ContactSyncSecret", SupportsShouldProcess = true, DefaultParameterSetName = AsSecureString)]
[OutputType(typeof(void))]
public sealed class SetContactSyncSecretCommand : SecretCmdlet
{
    private const string AsSecureString = "SecureString";
    private const string AsText = "Text";

    private readonly List<string> _values = [];

    /// <summary>The secret's name, as in <c>${secret:NAME}</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Its value; asked for if it comes neither here nor by the pipeline.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ParameterSetName = AsSecureString)]
    [ValidateNotNull]
    public SecureString? Secret { get; set; }

    /// <summary>Its value as text, by the pipeline only.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = AsText, DontShow = true)]
    [AllowEmptyString]
    public string? InputObject { get; set; }

    /// <summary>Who can use it: the current user, or on Windows every account that may read the machine's store. By default where it is already, else the current user.</summary>
    [Parameter]
    public SecretScope? Scope { get; set; }

    /// <summary>Accounts that may use the machine's secrets, as those of scheduled tasks, beside administrators and whoever made the store; with -Scope Machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Account { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Account is not null && Scope != SecretScope.Machine)
        {
            Try(() => throw new SyncException(
                SyncErrorId.InputInvalid, "-Account goes with -Scope Machine: a secret of the scope CurrentUser is for the user alone who sets it.", "Give -Scope Machine, or leave -Account out."));
        }
        if (IsGiven(nameof(InputObject)))
        {
            Try(() => throw new SyncException(
                SyncErrorId.InputInvalid,
                "A secret is not written on the command line: histories and logs would keep it.",
                "Leave it out and type it when asked, or give it by the pipeline."));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
            _values.Add(InputObject);
        else if (Secret is not null)
            _values.Add(new NetworkCredential("", Secret).Password);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!ShouldProcess($"Setting the secret '{Name}' in {Secrets.Name}", $"Set the secret '{Name}' in {Secrets.Name}?", "Set a secret"))
            return;
        var value = Try(Value);
        Run(async (_, token) =>
        {
            // First: where an account does not exist nothing is set.
            if (Account is not null)
                await Secrets.AllowAsync(Account, token).ConfigureAwait(false);
            await Secrets.SetAsync(Name!, value, Scope, token).ConfigureAwait(false);
        });
    }

    private string Value()
    {
        if (_values.Count > 1)
            throw new SyncException(SyncErrorId.InputInvalid, $"{_values.Count} values came by the pipeline for one secret; nothing was set.", "Give one value, of one line.");
        if (_values.Count == 1)
            return _values[0];
        if (MyInvocation.ExpectingInput)
            throw new SyncException(SyncErrorId.InputInvalid, $"No value came by the pipeline for the secret '{Name}'.", "Give one value, of one line.");
        using var typed = ConsoleQuestions.Hidden(this, $"Value of the secret '{Name}': ");
        return typed is { Length: > 0 }
            ? new NetworkCredential("", typed).Password
            : throw new SyncException(SyncErrorId.InputInvalid, $"No value was typed for the secret '{Name}'.", "Where nobody can type, give it by the pipeline or with -Secret.");
    }
}
