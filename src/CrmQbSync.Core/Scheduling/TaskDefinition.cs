using System.Security.Cryptography;
using System.Text;

namespace CrmQbSync.Scheduling;

/// <summary>A task, as every scheduler gets it.</summary>
internal sealed record TaskDefinition
{
    /// <summary>The profile's name.</summary>
    public required string ProfileName { get; init; }

    /// <summary>The profile's full path.</summary>
    public required string Profile { get; init; }

    /// <summary>When it runs.</summary>
    public required TaskSchedule Schedule { get; init; }

    /// <summary>What it runs.</summary>
    public required TaskCommand Command { get; init; }

    /// <summary>The folder of its outputs.</summary>
    public required string Outputs { get; init; }

    /// <summary>The account, if not the current user's.</summary>
    public TaskAccount? RunAs { get; init; }

    /// <summary>The task's name: the profile's, and what tells profiles of one name in different folders apart.</summary>
    public string Name => $"{ProfileName}-{MarkOf(Profile)}";

    /// <summary>What stands for a profile's path: eight letters and digits.</summary>
    public static string MarkOf(string profile) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(profile)))[..8].ToLowerInvariant();
}
