namespace CrmQbSync.Tests.Rules;

/// <summary>What both sides are: what a rule says must hold for either kind.</summary>
public enum Flavour
{
    /// <summary>Files: read in full by every run, a deletion shows as an absence only.</summary>
    Files,

    /// <summary>Services: they tell what changed since the last run, in small pages, and take small batches.</summary>
    Services,
}
