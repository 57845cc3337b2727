using CrmQbSync.Files;

namespace CrmQbSync.Connections.Csv;

/// <summary>The errors of CSV files, each with what to do.</summary>
internal static class CsvErrors
{
    public static SyncException Invalid(string path, string what, string advice, Exception? inner = null) =>
        new(SyncErrorId.SourceInvalid, $"The file '{path}' cannot be used: {what}", advice, inner) { Subject = path };

    public static SyncException Changed(string path) =>
        new(
            SyncErrorId.SourceChanged,
            $"The file '{path}' was changed by somebody else after it was read. Nothing was written to it.",
            "Close the programs that write to the file and run again.")
        { Subject = path };

    public static SyncException TakenAway(string path) =>
        new(
            SyncErrorId.SourceChanged,
            $"The file '{path}' is not there any more: somebody else moved or deleted it after it was read.",
            "Put it back and run again.")
        { Subject = path };

    /// <summary>What an exception of the file system means while a file is read.</summary>
    public static SyncException Reading(string path, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new(
            SyncErrorId.SourceNotFound,
            $"There is no file '{path}'.",
            "Correct 'path' in the profile, or export the file first. A relative path is relative to the profile's folder.",
            exception)
        { Subject = path },
        UnauthorizedAccessException when Directory.Exists(path) => Invalid(path, "it is a folder.", "Give 'path' the name of a file.", exception),
        UnauthorizedAccessException => Invalid(path, "there is no permission to read it.", "Give the account that runs this the right to read the file.", exception),
        IOException io when FileFaults.IsHeld(io) => Invalid(path, "another program has locked it.", "Close it in the other program (Excel, for instance) and run again.", exception),
        System.Text.DecoderFallbackException => Invalid(path, "its text is damaged (it is not valid UTF-16).", "Export the file again, best as UTF-8.", exception),
        _ => Invalid(path, $"it cannot be read ({exception.Message}).", "Make sure that the drive is there and can be read, and run again.", exception),
    };

    /// <summary>What an exception of the file system means while a file is written.</summary>
    public static SyncException Writing(string path, Exception exception)
    {
        var (what, advice) = exception switch
        {
            IOException io when FileFaults.IsFull(io) => ("the disk is full", "Make room on the drive and run again."),
            IOException io when FileFaults.IsHeld(io) => ("another program has it open", "Close it in the other program (Excel, for instance) and run again."),
            IOException io when FileFaults.IsReadOnlyDrive(io) => ("the drive is read-only", "Use a folder that can be written to."),
            UnauthorizedAccessException => ("the file or its folder is read-only, or there is no permission to write there", "Give the account that runs this the right to write to the file and to create files in its folder."),
            _ => (exception.Message.TrimEnd('.'), "Make sure that the drive is there and can be written to, and run again."),
        };
        return new SyncException(
            SyncErrorId.OutputFailed,
            $"The file '{path}' could not be written: {what}. It is as it was before.",
            advice,
            exception)
        { Subject = path };
    }

    /// <summary>The system took the file away and then failed to give its name to the new one.</summary>
    public static SyncException NotPutInPlace(string path, string written, Exception exception) =>
        new(
            SyncErrorId.OutputFailed,
            $"The file '{path}' is gone, and the one that was to take its place kept another name: '{written}' ({exception.Message.TrimEnd('.')}). It holds everything.",
            $"Rename it to '{Path.GetFileName(path)}' and run again.",
            exception)
        { Subject = path };
}
