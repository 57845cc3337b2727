namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Codes of the service that something is decided on (API reference, "Error codes").</summary>
internal static class FaultCodes
{
    /// <summary>The authorising user has lost access to the company, or the administrator's role.</summary>
    public const string AccessLost = "120";

    /// <summary>The idempotency key was used already.</summary>
    public const string RequestRepeated = "600";

    /// <summary>The object does not exist or is inactive.</summary>
    public const string NotFound = "610";

    /// <summary>A member that is unknown or may not be sent.</summary>
    public const string UnknownProperty = "2010";

    /// <summary>Too many requests.</summary>
    public const string Throttled = "3001";

    /// <summary>Application, keys or company do not belong together.</summary>
    public const string Mismatch = "3100";

    /// <summary>A reference to something that does not exist or is inactive.</summary>
    public const string BadReference = "2500";

    /// <summary>Somebody else changed the object since it was read.</summary>
    public const string Stale = "5010";

    /// <summary>The user may not do this.</summary>
    public const string NotPermitted = "5020";

    /// <summary>The subscription has ended; the company can only be read.</summary>
    public const string SubscriptionEnded = "6190";

    /// <summary>A customer with an open balance cannot be made inactive.</summary>
    public const string OpenBalance = "6220";

    /// <summary>Another customer, vendor or employee has the name.</summary>
    public const string NameTaken = "6240";

    /// <summary>A text with characters that are not allowed.</summary>
    public const string BadCharacters = "2040";

    /// <summary>A text that is too long.</summary>
    public const string BadLength = "2050";

    /// <summary>A malformed web address.</summary>
    public const string BadWebsite = "2200";

    /// <summary>A malformed e-mail address.</summary>
    public const string BadEmail = "2210";

    /// <summary>Whether a refusal says nothing of the request: another time it would not be refused.</summary>
    public static bool IsPassing(string code) => code is Throttled or "10000" or "10100" or "10200";

    /// <summary>Whether a refusal is of one value; the rest of the record may be written.</summary>
    public static bool ConcernsValue(string code) => code is BadCharacters or BadLength or BadWebsite or BadEmail;

    /// <summary>Whether a refusal may be of something that a full update repeats and that is not to be written: a member that may not be sent, or what one refers to.</summary>
    public static bool MayConcernRest(string code) => code is UnknownProperty or BadReference or NotFound;

    /// <summary>Whether a refusal holds for every write to the company.</summary>
    public static bool ConcernsCompany(string code) => code is AccessLost or NotPermitted or SubscriptionEnded;
}
