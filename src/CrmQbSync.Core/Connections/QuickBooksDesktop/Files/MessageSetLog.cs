using System.Collections.Immutable;
using System.Text.Json;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Which message sets of writes a run sent, on disk before QuickBooks gets them. One that was not finished with when the next session begins may have been
/// carried out without our hearing of it (Intuit's error recovery); of those that were, QuickBooks may still keep the answer.
/// </summary>
internal sealed class MessageSetLog(string statePath)
{
    private readonly string _path = statePath + ".qbwc-sent.json";
    private Entry? _entry;

    /// <summary>The last set that was sent and not finished with; null if there is none, empty if it cannot be told any more.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public string? Last => Current.MessageSetId;

    /// <summary>The sets that were finished with, oldest first, whose answers QuickBooks has not been told to forget.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public ImmutableArray<string> Kept => Current.Kept.IsDefault ? [] : Current.Kept;

    /// <summary>Whether this QuickBooks forgets sets one at a time only.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public bool ForgetsSingly => Current.ForgetsSingly;

    private Entry Current => _entry ??= Read();

    /// <summary>Notes a set that is about to be sent.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public void Note(string messageSetId) => Write(Finished with { MessageSetId = messageSetId });

    /// <summary>Notes that what was sent is answered and recorded.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public void Finish() => Write(Finished);

    /// <summary>Notes that QuickBooks forgot some sets.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public void Forgotten(IEnumerable<string> messageSetIds) => Write(Current with { Kept = Kept.RemoveRange(messageSetIds) });

    /// <summary>Notes that this QuickBooks forgets sets one at a time only.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public void NoteForgetsSingly() => Write(Current with { ForgetsSingly = true });

    private Entry Finished => Current with { MessageSetId = null, Kept = Last is { Length: > 0 } last ? Kept.Add(last) : Kept };

    private Entry Read()
    {
        try
        {
            return SmallFile.Read(_path) is { } text ? JsonSerializer.Deserialize<Entry>(text) ?? new Entry("") : new Entry(null);
        }
        catch (JsonException)
        {
            // It cannot be asked for any more; that something was under way is all that is still known, and is enough to read everything.
            return new Entry("");
        }
    }

    private void Write(Entry entry)
    {
        if (entry is { MessageSetId: null, ForgetsSingly: false } && entry.Kept.IsDefaultOrEmpty)
            SmallFile.Delete(_path);
        else
            SmallFile.Write(_path, JsonSerializer.Serialize(entry));
        _entry = entry;
    }

    private sealed record Entry(string? MessageSetId, ImmutableArray<string> Kept = default, bool ForgetsSingly = false);
}
