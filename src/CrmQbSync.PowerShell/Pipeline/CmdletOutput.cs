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

    /// <summary>Writes an error that ends nothing.</summary>
    public void Error(ErrorRecord error) => pipeline.Post(() => cmdlet.WriteError(error));

    /// <summary>Warns.</summary>
    public void Warning(string message) => pipeline.Post(() => cmdlet.WriteWarning(message));

    /// <summary>Says what is decided, to those who want to know.</summary>
    public void Verbose(string message) => pipeline.Post(() => cmdlet.WriteVerbose(message));

    /// <summary>Shows progress.</summary>
    public void Progress(ProgressRecord record) => pipeline.Post(() => cmdlet.WriteProgress(record));

    /// <summary>Asks PowerShell whether to go on: -WhatIf, -Confirm and the user's preference.</summary>
    public bool ShouldProcess(string description, string question, string caption) =>
        pipeline.Ask(() => cmdlet.ShouldProcess(description, question, caption));
}
