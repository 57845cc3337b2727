using System.Diagnostics.CodeAnalysis;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.PowerShell.Tests.Help;

/// <summary>A profile <c>acme</c> over both services' emulators, with a browser in which somebody consents to whatever is asked.</summary>
internal sealed class AccountBench : IAsyncDisposable
{
    // The address that is registered with both applications, as the examples have it.
    private const string Registered = "https://example.com/done";

    private readonly string _folder = Directory.CreateTempSubdirectory("crmqbsync-examples-").FullName;
    private readonly string _zohoRedirect = $"http://localhost:{FreePort.Pick()}/callback";
    private readonly ZohoCrmEmulator _zoho;
    private readonly QuickBooksOnlineEmulator _quickBooks;

    private AccountBench(ZohoCrmEmulator zoho, QuickBooksOnlineEmulator quickBooks)
    {
        (_zoho, _quickBooks) = (zoho, quickBooks);
        _zoho.Accounts.RedirectUris.Add(Registered);
        _zoho.Accounts.RedirectUris.Add(_zohoRedirect);
        _quickBooks.SignIn.Redirects.Add(Registered);
        File.WriteAllText(Path.Combine(_folder, "acme.yaml"), $$"""
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${secret:acme-zoho-id}
              clientSecret: ${secret:acme-zoho-secret}
              accountsUrl: {{_zoho.Address.AbsoluteUri.TrimEnd('/')}}
            qb:
              type: QuickBooksOnline
              environment: sandbox
              clientId: ${secret:acme-qb-id}
              clientSecret: ${secret:acme-qb-secret}
              realmId: '{{_quickBooks.RealmId}}'
              tokenUrl: {{_quickBooks.TokenUrl}}
              apiUrl: {{_quickBooks.Address.AbsoluteUri.TrimEnd('/')}}
            """);
    }

    public static async Task<AccountBench> StartAsync() =>
        new(await ZohoCrmEmulator.StartAsync(TimeProvider.System), await QuickBooksOnlineEmulator.StartAsync());

    /// <summary>Runs examples, and gives a line for each.</summary>
    public Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<(string Name, string Code)> examples) =>
        new ExampleScript(_folder, $$"""
            # Not the ports by default: only one process of a machine can listen there.
            $PSDefaultParameterValues = @{
                'Connect-CrmAccount:RedirectUri' = '{{_zohoRedirect}}'
                'Connect-QbAccount:RedirectUri' = 'http://localhost:{{FreePort.Pick()}}/connected'
            }
            $env:T_ID | Set-ContactSyncSecret acme-zoho-id
            $env:T_SECRET | Set-ContactSyncSecret acme-zoho-secret
            $env:T_QB_ID | Set-ContactSyncSecret acme-qb-id
            $env:T_QB_SECRET | Set-ContactSyncSecret acme-qb-secret
            function Read-Host {
                for ($tries = 0; $tries -lt 400; $tries++) {
                    $landed = [IO.File]::ReadAllText($env:T_LANDED)
                    if ($landed.StartsWith('https://example.com/')) { return $landed }
                    [Threading.Thread]::Sleep(50)
                }
            }
            """).RunAsync(examples, Variables());

    public async ValueTask DisposeAsync()
    {
        await _zoho.DisposeAsync();
        await _quickBooks.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string> Variables() => new()
    {
        ["CRMQBSYNC_HOME"] = Path.Combine(_folder, "home"),
        ["PATH"] = Browser() + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
        ["DISPLAY"] = ":none",
        ["T_LANDED"] = Path.Combine(_folder, "landed.txt"),
        ["T_ID"] = _zoho.Accounts.ClientId,
        ["T_SECRET"] = _zoho.Accounts.ClientSecret,
        ["T_QB_ID"] = _quickBooks.SignIn.ClientId,
        ["T_QB_SECRET"] = _quickBooks.SignIn.ClientSecret,
    };

    /// <summary>What opens pages: it goes where the service sends a browser after the consent, and notes that address.</summary>
    [SuppressMessage("Interoperability", "CA1416", Justification = "Used on Unix only.")]
    private string Browser()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "programs")).FullName;
        foreach (var name in new[] { "xdg-open", "open" })
        {
            var program = Path.Combine(folder, name);
            File.WriteAllText(
                program,
                """
                #!/bin/sh
                landed=$(curl -s -o /dev/null -w '%{redirect_url}' "$1")
                printf %s "$landed" > "$T_LANDED"
                case "$landed" in http://localhost*) curl -s "$landed" ;; esac

                """.ReplaceLineEndings("\n"));
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return folder;
    }
}
