namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>What a blank or null in a sparse update does; the vendor does not say.</summary>
public enum BlankMeaning
{
    /// <summary>Nothing, as if it were not there.</summary>
    Ignored,

    /// <summary>It clears the field.</summary>
    Clears,

    /// <summary>The request is refused.</summary>
    Refused,
}
