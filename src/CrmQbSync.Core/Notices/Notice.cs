using System.Collections.Immutable;
using CrmQbSync.Profiles;

namespace CrmQbSync.Notices;

/// <summary>What people are told of a run. Holds no secret.</summary>
internal sealed record Notice
{
    /// <summary>The profile's name.</summary>
    public required string ProfileName { get; init; }

    /// <summary>The run; its profile is the file's full path, its message shows no variable's value.</summary>
    public required SyncRun Run { get; init; }

    /// <summary>The machine that it ran on.</summary>
    public required string Machine { get; init; }

    /// <summary>Why people are told; empty if they are only told what is over.</summary>
    public required ImmutableArray<NotifyEvent> Events { get; init; }

    /// <summary>What they were told of before and is over.</summary>
    public ImmutableArray<NotifyEvent> Over { get; init; } = [];

    /// <summary>Whether they know all of it already.</summary>
    public bool IsReminder { get; init; }

    /// <summary>Why people are told, a sentence each.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>The first of the records that failed or wait.</summary>
    public required ImmutableArray<SyncEntry> Entries { get; init; }

    /// <summary>What to do, a line each.</summary>
    public required ImmutableArray<string> Advice { get; init; }

    /// <summary>All of it in a line.</summary>
    public string Subject => $"CrmQbSync {ProfileName}: run {Run.SyncId} {Words(Run.Status)}{Note}";

    private string Note => IsReminder ? " (reminder)" : Over.IsEmpty ? "" : $" (over: {string.Join(", ", Over)})";

    private static string Words(RunStatus status) => status switch
    {
        RunStatus.Succeeded => "succeeded",
        RunStatus.CompletedWithErrors => "completed with errors",
        RunStatus.Failed => "failed",
        RunStatus.Blocked => "was blocked",
        RunStatus.Cancelled => "was cancelled",
        _ => status.ToString(),
    };
}
