using System.Management.Automation;
using CrmQbSync.Completion;

namespace CrmQbSync.Cmdlets;

/// <summary>Writes the .qwc file that tells the QuickBooks Web Connector of a profile.</summary>
[Cmdlet(VerbsCommon.New, "QbWebConnectorFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class NewQbWebConnectorFileCommand : ProfileCmdlet
{
    /// <summary>The profile: a path, a name, a file, or what Get-ContactSyncProfile returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument? Profile { get; set; }

    /// <summary>The file to be written. One that is there is replaced: the ids in it stay the same.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        var path = Try(() => ProfilePaths.OutputPath(SessionState, Path));
        if (!ShouldProcess($"Writing the Web Connector file '{path}'", $"Write the Web Connector file '{path}'?", "Write a Web Connector file"))
            return;
        Run(async (output, token) =>
        {
            await WebConnector.WriteFileAsync(profile, path, token).ConfigureAwait(false);
            output.Write(new FileInfo(path));
        });
        var advice = new HostInformationMessage
        {
            Message = $"Run Start-QbWebConnector; then, on the machine of QuickBooks, with the company file open and its administrator signed in: File > Add an Application in the Web Connector, choose {System.IO.Path.GetFileName(path)}, and enter the password of {profile.Name}.",
        };
        // As Write-Host does, so that it is seen, and can be redirected.
        WriteInformation(advice, ["PSHOST"]);
    }
}
