namespace CrmQbSync.Emulators.WebConnector;

/// <summary>What the Web Connector saw of an update.</summary>
public sealed record UpdateResult
{
    /// <summary>The operations called, in order.</summary>
    public required IReadOnlyList<string> Calls { get; init; }

    /// <summary>The percentages that were shown.</summary>
    public required IReadOnlyList<int> Percentages { get; init; }

    /// <summary>The qbXML documents that QuickBooks was given.</summary>
    public required IReadOnlyList<string> Requests { get; init; }

    /// <summary>Why parts of them were refused, for those who read a failed test.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>The second item of the answer to authenticate.</summary>
    public string? Work { get; init; }

    /// <summary>The ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>The error text shown in the Status column; null if there was none.</summary>
    public string? Error { get; init; }

    /// <summary>What closeConnection gave for the Status column; null if it was not called.</summary>
    public string? Status { get; init; }

    /// <summary>Whether it went through to 100 percent.</summary>
    public bool IsComplete => Percentages.Count > 0 && Percentages[^1] == 100;
}
