using System.Runtime.CompilerServices;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>A home folder of the tests' own, so that nothing of the person who runs them is read or written. One for the whole process, as variables are.</summary>
internal static class TestHome
{
    public static string Folder { get; private set; } = "";

    /// <summary>Where the stand-in for SecretManagement keeps the vaults of the tests.</summary>
    public static string Vaults => Path.Combine(Folder, "vaults");

    [ModuleInitializer]
    internal static void Prepare()
    {
        Folder = Directory.CreateTempSubdirectory("crmqbsync-home-").FullName;
        Environment.SetEnvironmentVariable("CRMQBSYNC_HOME", Folder);
        Environment.SetEnvironmentVariable("CRMQBSYNC_TEST_VAULTS", Vaults);
        var modules = Path.Combine(Folder, "modules");
        var module = Directory.CreateDirectory(Path.Combine(modules, "Microsoft.PowerShell.SecretManagement"));
        File.WriteAllText(Path.Combine(module.FullName, "Microsoft.PowerShell.SecretManagement.psm1"), SecretManagement);
        Environment.SetEnvironmentVariable("PSModulePath", modules + Path.PathSeparator + Environment.GetEnvironmentVariable("PSModulePath"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }

    /// <summary>What the module of that name does, on files; its parameters are those that its help pages publish.</summary>
    private const string SecretManagement = """
        function Find([string] $Vault) {
            $folder = [IO.Path]::Combine($env:CRMQBSYNC_TEST_VAULTS, $Vault)
            if (-not [IO.Directory]::Exists($folder)) { throw "Vault $Vault was not found." }
            $folder
        }
        function Get-SecretInfo {
            [CmdletBinding()] param([Parameter(Position = 0)] [string] $Name = '*', [Parameter(Position = 1)] [string] $Vault)
            foreach ($file in [IO.Directory]::GetFiles((Find $Vault), $Name)) { [pscustomobject] @{ Name = [IO.Path]::GetFileName($file); VaultName = $Vault } }
        }
        function Get-Secret {
            [CmdletBinding()] param([Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Position = 1)] [string] $Vault, [switch] $AsPlainText)
            if (-not [IO.File]::Exists([IO.Path]::Combine((Find $Vault), $Name))) { throw "The secret $Name was not found." }
            if ($AsPlainText) { return [IO.File]::ReadAllText([IO.Path]::Combine((Find $Vault), $Name)) }
            [Net.NetworkCredential]::new('', [IO.File]::ReadAllText([IO.Path]::Combine((Find $Vault), $Name))).SecurePassword
        }
        function Set-Secret {
            [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'SecureStringParameterSet')] param(
                [Parameter(Mandatory, Position = 0)] [string] $Name,
                [Parameter(Mandatory, ParameterSetName = 'SecureStringParameterSet')] [securestring] $SecureStringSecret,
                [Parameter(Mandatory, ParameterSetName = 'ObjectParameterSet')] [object] $Secret,
                [Parameter(Position = 1)] [string] $Vault,
                [Parameter(Position = 2)] [hashtable] $Metadata,
                [switch] $NoClobber)
            [IO.File]::WriteAllText([IO.Path]::Combine((Find $Vault), $Name), [Net.NetworkCredential]::new('', $SecureStringSecret).Password)
        }
        function Remove-Secret {
            [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Mandatory, Position = 1)] [string] $Vault)
            [IO.File]::Delete([IO.Path]::Combine((Find $Vault), $Name))
        }
        Export-ModuleMember -Function Get-SecretInfo, Get-Secret, Set-Secret, Remove-Secret
        """;
}
