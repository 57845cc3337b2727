using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>One write on its way through the rounds of a batch.</summary>
internal sealed class CustomerWrite(WriteRequest request, FieldSet fields)
{
    /// <summary>What is asked for.</summary>
    public WriteRequest Request { get; } = request;

    /// <summary>The fields of the run.</summary>
    public FieldSet Fields { get; } = fields;

    /// <summary>What is written: what is asked for, without the values that the service refused.</summary>
    public IReadOnlyList<FieldWrite> Writes => Refused.Count == 0
        ? Request.Fields
        : [.. Request.Fields.Where(write => Refused.All(value => value.Field != write.Field.Name))];

    /// <summary>Values that the service refused for themselves.</summary>
    public List<RefusedValue> Refused { get; } = [];

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

    /// <summary>Why a full update was refused, so that blanks are sent in a sparse one; null if none was.</summary>
    public QuickBooksFault? RefusedInFull { get; set; }

    /// <summary>What was sent last.</summary>
    public JObject? Body { get; set; }

    /// <summary>How it ended; null while it is under way.</summary>
    public WriteOutcome? Outcome { get; set; }

    /// <summary>The fields that it clears.</summary>
    public IEnumerable<FieldWrite> Clears => Writes.Where(write => string.IsNullOrEmpty(write.Value));

    /// <summary>A field's value before the write, as it was read; null if blank or unknown.</summary>
    public string? Before(ContactField field) =>
        !Request.Expected.IsDefault && Fields.IndexOf(field.Name) is >= 0 and var index ? Request.Expected.Get(index, Fields.Count) : null;
}
