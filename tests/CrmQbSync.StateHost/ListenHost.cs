using System.Globalization;
using CrmQbSync.Connections.QuickBooksDesktop;

namespace CrmQbSync.Tests.StateHost;

/// <summary>Starts to listen at a port, again and again; says <see cref="Listened"/> in the end, or why it could not.</summary>
public static class ListenHost
{
    /// <summary>All starts went well.</summary>
    public const string Listened = "listened";

    /// <summary>.NET's listener ended the process: it took up a connection on another thread before its constructor had made the lock for that. Nobody can catch it.</summary>
    public const string EndedByListener = "ended by .NET's listener";

    private const int Starts = 3000;

    /// <summary>Does it; gives the exit code.</summary>
    public static int Run(string port)
    {
        AppDomain.CurrentDomain.UnhandledException += (_, fault) =>
            Console.WriteLine(fault.ExceptionObject is ArgumentNullException { StackTrace: { } trace } && trace.Contains("HttpEndPointListener", StringComparison.Ordinal) ? EndedByListener : fault.ExceptionObject);
        for (var time = 0; time < Starts; time++)
        {
            using var listener = ListenerStart.Start([string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/acme/")]);
            if (!listener.IsListening)
            {
                Console.WriteLine($"Start {time} does not listen.");
                return 1;
            }
        }
        Console.WriteLine(Listened);
        return 0;
    }
}
