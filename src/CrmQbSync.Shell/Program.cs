using System.Reflection;
using CrmQbSync.Shell;

var console = ShellConsole.Open();
var arguments = ShellArguments.Parse(args);

switch (arguments.Action)
{
    case ShellAction.Help:
        console.Out.Write(ShellArguments.Usage);
        return 0;
    case ShellAction.Version:
        var version = typeof(ShellConsole).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        console.Out.WriteLine(version?.Split('+')[0]);
        return 0;
    case ShellAction.Refuse:
        console.Error.WriteLine(arguments.Complaint);
        console.Error.Write(ShellArguments.Usage);
        return 1;
}

if (ModuleLocator.Find(Environment.GetEnvironmentVariable, AppContext.BaseDirectory) is not { } manifest)
{
    console.Error.WriteLine(ModuleLocator.NotFound);
    return 1;
}
using var runner = new ScriptRunner(console, manifest);
return runner.Run(arguments);
