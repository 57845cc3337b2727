using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Running;

/// <summary>One write of an undo, or the reason why there is none.</summary>
internal sealed record UndoStep
{
    /// <summary>The entry that is undone.</summary>
    public required SyncEntry Entry { get; init; }

    /// <summary>The side that is written.</summary>
    public required Side Side { get; init; }

    /// <summary>What is done; null if nothing can be.</summary>
    public WriteKind? Kind { get; init; }

    /// <summary>What is told.</summary>
    public required ContactChange Change { get; init; }

    /// <summary>The record as it stands; null if it does not exist.</summary>
    public ContactRecord? Record { get; init; }

    /// <summary>
    /// Whether a record that is brought back is linked with its counterpart again. Not if that has another by now, or was replaced by another record
    /// with its address.
    /// </summary>
    public bool Rejoins { get; init; } = true;

    /// <summary>What a created record was made from, if it exists and nothing is remembered of the pair, nor of it with another; else null.</summary>
    public ContactRecord? Source { get; init; }

    /// <summary>What is remembered of the pair; null if nothing is.</summary>
    public LinkMemory? Link { get; init; }
}
