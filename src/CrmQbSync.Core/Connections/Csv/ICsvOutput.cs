namespace CrmQbSync.Connections.Csv;

/// <summary>How a file is replaced; what tests put a full disk or a crash in place of.</summary>
internal interface ICsvOutput
{
    /// <summary>Makes a new file beside the target, that only its owner may read.</summary>
    (string Path, Stream Stream) CreateTemporary(string target);

    /// <summary>Makes sure that what was written has reached the disk.</summary>
    void Settle(Stream stream);

    /// <summary>Puts a finished file in the place of the target, in one step, with the target's permissions.</summary>
    void Replace(string temporary, string target);

    /// <summary>Removes a file that is not needed, if it is still there; never fails.</summary>
    void Remove(string temporary);
}
