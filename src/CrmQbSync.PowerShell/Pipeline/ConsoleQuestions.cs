using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace CrmQbSync.Pipeline;

/// <summary>Asks the person at the console, if there is one. On PowerShell's own thread only.</summary>
internal static class ConsoleQuestions
{
    /// <summary>A line; null where nobody is there.</summary>
    public static string? Line(PSCmdlet cmdlet) => Ask(() => cmdlet.Host.UI?.ReadLine());

    /// <summary>A line that is not shown while it is typed; null where nobody is there.</summary>
    public static SecureString? Hidden(PSCmdlet cmdlet, string question) => Ask(() =>
    {
        cmdlet.Host.UI?.Write(question);
        return cmdlet.Host.UI?.ReadLineAsSecureString();
    });

    private static T? Ask<T>(Func<T?> question)
        where T : class
    {
        try
        {
            return question();
        }
        catch (Exception exception) when (exception is PSInvalidOperationException or PSNotImplementedException or NotImplementedException or HostException)
        {
            // Hosts that are not interactive say so in one of these ways; the caller then says what to do without questions.
            return null;
        }
    }
}
