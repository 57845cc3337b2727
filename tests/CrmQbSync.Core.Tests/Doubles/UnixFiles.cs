using System.Diagnostics;

namespace CrmQbSync.Tests.Doubles;

/// <summary>Makes what .NET cannot make on Linux and macOS.</summary>
internal static class UnixFiles
{
    /// <summary>A named pipe; nobody writes to it.</summary>
    public static void MakePipe(string path) => Run("mkfifo", path);

    /// <summary>A second name of a file.</summary>
    public static void MakeHardLink(string file, string path) => Run("ln", file, path);

    /// <summary>Makes a file another user's and group's; only an administrator can.</summary>
    public static void GiveTo(string owner, string path) => Run("chown", owner, path);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
