using CrmQbSync.Connections;

namespace CrmQbSync.Running;

/// <summary>Tells a connection why the work that it was opened for was not done.</summary>
internal static class Failures
{
    /// <summary>Tells it, before the connection is closed.</summary>
    public static void Note(IConnection connection, SyncProfile profile, Exception failure) => connection.NoteFailure(failure switch
    {
        SyncException error => profile.Conceal($"{error.Message} {error.Advice}"),
        OperationCanceledException => "It was stopped. What had been done is recorded; run again, and the next run goes on from there.",
        _ => $"A fault of the program ended it ({failure.GetType().Name}). Run again; if it stays so, report it.",
    });
}
