using System.Text.Json;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Which message sets of writes a run sent and has not finished with, on disk before QuickBooks gets them. What is still there when the next session
/// begins may have been carried out without our hearing of it (Intuit's error recovery).
/// </summary>
internal sealed class MessageSetLog(string statePath)
{
    private readonly string _path = statePath + ".qbwc-sent.json";

    /// <summary>The last set that was sent and not finished with; null if there is none.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public string? Last()
    {
        try
        {
            return SmallFile.Read(_path) is { } text ? JsonSerializer.Deserialize<Entry>(text)?.MessageSetId : null;
        }
        catch (JsonException)
        {
            // It cannot be asked for any more; that something was under way is all that is still known, and is enough to read everything.
            return "";
        }
    }

    /// <summary>Notes a set that is about to be sent.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public void Note(string messageSetId) => SmallFile.Write(_path, JsonSerializer.Serialize(new Entry(messageSetId)));

    /// <summary>Notes that what was sent is answered and recorded.</summary>
    /// <exception cref="SyncException">StateFailed.</exception>
    public void Finish() => SmallFile.Delete(_path);

    private sealed record Entry(string MessageSetId);
}
