using System.Management.Automation;

namespace CrmQbSync.Pipeline;

/// <summary>What a cmdlet's work may say, from any thread.</summary>
internal sealed class CmdletOutput(PSCmdlet cmdlet, PipelineThread pipeline)
{
    /// <summary>Gives an object to the pipeline.</summary>
    public void Write(object value)
    {
        var shaped = OutputShape.Of(value);
        pipeline.Post(() => cmdlet.WriteObject(shaped));
    }

    /// <summary>Gives a file to the pipeline, as Get-Item would: with its size and mode for the table.</summary>
    public void WriteFile(string path) => pipeline.Post(() =>
        cmdlet.WriteObject(cmdlet.InvokeProvider.Item.Get([$@"Microsoft.PowerShell.Core\FileSystem::{path}"], force: true, literalPath: true), enumerateCollection: true));

    /// <summary>Writes an error that ends nothing.</summary>
    public void Error(ErrorRecord error) => pipeline.Post(() => cmdlet.WriteError(error));

    /// <summary>Warns.</summary>
    public void Warning(string message) => pipeline.Post(() => cmdlet.WriteWarning(message));

    /// <summary>Says what is decided, to those who want to know.</summary>
    public void Verbose(string message) => pipeline.Post(() => cmdlet.WriteVerbose(message));

    /// <summary>A line for the log: verbose or debug. Nothing, where the pipeline takes no more; work that has to be ended properly goes on.</summary>
    public void Log(string line, bool isDebug) => pipeline.TryPost(() =>
    {
        if (isDebug)
            cmdlet.WriteDebug(line);
        else
            cmdlet.WriteVerbose(line);
    });

    /// <summary>Shows a text to the person at the console; it can be silenced and redirected like what Write-Host writes.</summary>
    public void Tell(string text) => pipeline.Post(() =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));

    /// <summary>Asks the person at the console for a line; null where nobody is there.</summary>
    public string? AskForLine() => pipeline.Ask(() => ConsoleQuestions.Line(cmdlet));

    /// <summary>Shows progress.</summary>
    public void Progress(ProgressRecord record) => pipeline.Post(() => cmdlet.WriteProgress(record));

    /// <summary>Asks PowerShell whether to go on: -WhatIf, -Confirm and the user's preference.</summary>
    public bool ShouldProcess(string description, string question, string caption) =>
        pipeline.Ask(() => cmdlet.ShouldProcess(description, question, caption));
}
