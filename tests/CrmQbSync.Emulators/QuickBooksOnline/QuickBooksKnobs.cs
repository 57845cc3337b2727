namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>How the emulator behaves where the vendor's behaviour is not certain, or differs between companies.</summary>
public sealed class QuickBooksKnobs
{
    /// <summary>What "" does in a sparse update.</summary>
    public BlankMeaning SparseBlank { get; set; } = BlankMeaning.Clears;

    /// <summary>What null does in a sparse update.</summary>
    public BlankMeaning SparseNull { get; set; } = BlankMeaning.Ignored;

    /// <summary>Whether the address of a sparse update is merged into what stands there; else it replaces that whole.</summary>
    public bool SparseAddressIsMerged { get; set; }

    /// <summary>Whether a customer made active again loses the suffix by itself.</summary>
    public bool ReactivationDropsSuffix { get; set; } = true;

    /// <summary>Whether nobody may take the name of an inactive customer.</summary>
    public bool InactiveNamesStayTaken { get; set; }

    /// <summary>Whether accents do not count when names are compared.</summary>
    public bool NamesIgnoreAccents { get; set; }

    /// <summary>Whether a repeated request id gives error 600 in place of the first answer.</summary>
    public bool RepeatedRequestIsRefused { get; set; }

    /// <summary>Whether a reference to what is inactive gives error 2500 in place of 610.</summary>
    public bool InactiveReferenceIsInvalid { get; set; }

    /// <summary>Whether queries within a batch are refused.</summary>
    public bool BatchTakesNoQueries { get; set; }

    /// <summary>Whether making a customer inactive takes its sub-customers along.</summary>
    public bool DeactivationCascades { get; set; } = true;

    /// <summary>Whether ids are ordered as text; else as numbers.</summary>
    public bool IdsAreOrderedAsText { get; set; }

    /// <summary>Whether change data capture tells of merged-away customers, as deleted.</summary>
    public bool CdcTellsOfMerged { get; set; } = true;

    /// <summary>Whether each use of a refresh token gives another one; else only one used a day after the last change.</summary>
    public bool RotatesAlways { get; set; } = true;

    /// <summary>How long a company name may be; older servers take 50.</summary>
    public int MaxCompanyName { get; set; } = 100;

    /// <summary>How many seconds a 429 asks to wait; null if it does not say.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <summary>Whether the body of a 429 is JSON; else XML.</summary>
    public bool ThrottleSpeaksJson { get; set; }

    /// <summary>Whether the limits of requests, batches and requests at once are enforced.</summary>
    public bool EnforcesLimits { get; set; }

    /// <summary>Whether a limit counts from whole minutes (and seconds) of the service's clock; else within any minute.</summary>
    public bool LimitsCountFromWholeMinutes { get; set; }

    /// <summary>How long each call takes, in real time: some of it on the way in, before the service counts it.</summary>
    public TimeSpan Latency { get; set; }
}
