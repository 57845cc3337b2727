using System.Diagnostics;

namespace CrmQbSync.Tests.Doubles;

/// <summary>Makes what .NET cannot make on Linux and macOS.</summary>
internal static class UnixFiles
{
    /// <summary>A named pipe; nobody writes to it.</summary>
    public static void MakePipe(string path) => Run("mkfifo", path);

    /// <summary>A second name of a file.</summary>
    public static void MakeHardLink(string file, string path) => Run("ln", file, path);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
