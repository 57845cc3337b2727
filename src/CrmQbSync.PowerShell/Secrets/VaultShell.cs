using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CrmQbSync.Secrets;

/// <summary>Runs cmdlets of SecretManagement in a runspace of its own, so that they can be used from any thread and see nothing of the user's session.</summary>
internal sealed class VaultShell(string vault)
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";

    /// <summary>Runs one cmdlet.</summary>
    /// <param name="cmdlet">Its name.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SyncException">SecretStoreFailed, in the cmdlet's own words.</exception>
    public async Task<Collection<PSObject>> InvokeAsync(string cmdlet, Dictionary<string, object> parameters, CancellationToken cancellationToken)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        using var stop = cancellationToken.Register(() => shell.BeginStop(null, null));
        shell.AddCommand($"{Module}\\{cmdlet}").AddParameters(parameters).AddParameter("ErrorAction", "Stop");
        try
        {
            return await Task.Run(() => shell.Invoke(), cancellationToken).ConfigureAwait(false);
        }
        catch (CommandNotFoundException exception)
        {
            throw Fault(
                $"The vault '{vault}' cannot be used: the module {Module} is not installed.",
                $"Install-PSResource {Module}; or leave secrets.vault out of the profile and set the secrets with Set-ContactSyncSecret.",
                exception);
        }
        catch (PipelineStoppedException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The vault was not waited for.", exception, cancellationToken);
        }
        catch (RuntimeException exception)
        {
            throw Fault(
                $"The vault '{vault}' refuses: {exception.Message}",
                "Try it with Get-SecretVault and Test-SecretVault. A vault that asks for a password cannot be used by tasks; set it to ask for none.",
                exception);
        }
    }

    /// <summary>An error of the vault.</summary>
    public SyncException Fault(string message, string advice, Exception? inner = null) =>
        new(SyncErrorId.SecretStoreFailed, message, advice, inner) { Subject = vault };
}
