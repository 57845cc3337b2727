namespace CrmQbSync.Emulators.WebConnector;

/// <summary>What is not known for sure of QuickBooks, or differs between versions; each can be had either way.</summary>
public sealed record CompanySwitches
{
    /// <summary>Whether an address that is sent replaces the whole address; else the parts that are not sent stay.</summary>
    public bool AddressReplaces { get; init; } = true;

    /// <summary>Whether characters outside Windows-1252 become question marks; else they are kept.</summary>
    public bool LosesForeignCharacters { get; init; } = true;

    /// <summary>Whether an unknown ListID gives status 3120; else 3000.</summary>
    public bool UnknownIdIsNotFound { get; init; } = true;

    /// <summary>Whether the word for all message sets in place of an id clears all of an application; else it is an id like any other, and not there.</summary>
    public bool ForgetsAllSetsAtOnce { get; init; } = true;

    /// <summary>Whether an empty element clears a value that is modified; else the value stays.</summary>
    public bool EmptyClears { get; init; } = true;

    /// <summary>The highest version of qbXML.</summary>
    public decimal HighestVersion { get; init; } = 16.0m;

    /// <summary>Whether an unknown ListID fails the whole query, with the status of a modification; else the query gives those that it finds, and status 500.</summary>
    public bool UnknownIdFailsQueries { get; init; }

    /// <summary>Whether an iterator gives a customer that is modified meanwhile once more at its end; else it gives it once.</summary>
    public bool IteratorGivesModifiedAgain { get; init; }

    /// <summary>Whether the Web Connector hands over what it learnt of program, company and preferences; else nothing.</summary>
    public bool IsIntroduced { get; init; } = true;

    /// <summary>The status of a message set whose response the file cannot store (9005): it is carried out, and nobody can tell; null if it can.</summary>
    public int? StoringFails { get; init; }
}
