namespace CrmQbSync.Shell;

/// <summary>What the command line asks for.</summary>
internal enum ShellAction
{
    Help,
    Version,
    Refuse,
    RunFile,
    RunCommand,
}
