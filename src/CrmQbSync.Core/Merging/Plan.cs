using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What a run is to do.</summary>
public sealed class Plan
{
    /// <summary>What is done, pair by pair; without what is simply unchanged, unless asked for.</summary>
    public List<PlannedPair> Pairs { get; } = [];

    /// <summary>Links that are dissolved because their addresses no longer agree (rule 4.2).</summary>
    public List<LinkMemory> Dissolved { get; } = [];

    /// <summary>Links whose records were read but not dealt with, with how those now stand.</summary>
    public List<LinkMemory> Noted { get; } = [];

    /// <summary>Unlinked records to be remembered, as they now are.</summary>
    public List<RecordMemory> Remembered { get; } = [];

    /// <summary>Unlinked records that are no longer there, or no longer unlinked.</summary>
    public List<(Side Side, string Id)> Forgotten { get; } = [];

    /// <summary>How many of the links have a contact that was not known to be deleted before the run.</summary>
    public int CrmLinked { get; set; }

    /// <summary>How many of the links have a customer that was not known to be deleted before the run.</summary>
    public int QbLinked { get; set; }

    /// <summary>How many pairs were linked before the run.</summary>
    public int LinkedBefore { get; set; }

    /// <summary>Adds what a part of the planning came to.</summary>
    internal void Add(Plan part)
    {
        Pairs.AddRange(part.Pairs);
        Dissolved.AddRange(part.Dissolved);
        Noted.AddRange(part.Noted);
        Remembered.AddRange(part.Remembered);
        Forgotten.AddRange(part.Forgotten);
        CrmLinked += part.CrmLinked;
        QbLinked += part.QbLinked;
        LinkedBefore += part.LinkedBefore;
    }
}
