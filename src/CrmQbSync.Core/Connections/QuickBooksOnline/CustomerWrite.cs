using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>One write on its way through the rounds of a batch.</summary>
internal sealed class CustomerWrite(WriteRequest request)
{
    /// <summary>What is asked for.</summary>
    public WriteRequest Request { get; } = request;

    /// <summary>The customer as it stands; null where that is not needed.</summary>
    public JObject? Present { get; set; }

    /// <summary>Whether an inactive customer is made active again in place of a new one.</summary>
    public bool Reactivates { get; set; }

    /// <summary>The name that it was to get, before any number; null where none is given.</summary>
    public string? BaseName { get; set; }

    /// <summary>The name that it gets; null where none is given.</summary>
    public string? Name { get; set; }

    /// <summary>How often its name was refused.</summary>
    public int NamesRefused { get; set; }

    /// <summary>How often it was read again because somebody else changed it.</summary>
    public int ReadAgain { get; set; }

    /// <summary>Whether blanks are sent in a sparse update, since a full one cannot be.</summary>
    public bool SendsBlanks { get; set; }

    /// <summary>What was sent last.</summary>
    public JObject? Body { get; set; }

    /// <summary>How it ended; null while it is under way.</summary>
    public WriteOutcome? Outcome { get; set; }

    /// <summary>The fields that it clears.</summary>
    public IEnumerable<FieldWrite> Clears => Request.Fields.Where(write => string.IsNullOrEmpty(write.Value));
}
