namespace CrmQbSync.Contacts;

/// <summary>Our own codes in an entry's ErrorCode or a field's Code; all others are the service's.</summary>
public static class ErrorCodes
{
    /// <summary>Two records of a side would have the same address (rule 4.3).</summary>
    public const string EmailInUse = nameof(EmailInUse);

    /// <summary>Somebody else kept changing the record (rule 8.8).</summary>
    public const string ChangedMeanwhile = nameof(ChangedMeanwhile);

    /// <summary>A row of a file that cannot be read.</summary>
    public const string BadRow = nameof(BadRow);

    /// <summary>The file's encoding cannot hold the value.</summary>
    public const string NotEncodable = nameof(NotEncodable);

    /// <summary>The value was cut to what the side can hold (rule 2.5).</summary>
    public const string CutToLength = nameof(CutToLength);

    /// <summary>The value is too long for the side and was not written (rule 2.5).</summary>
    public const string TooLong = nameof(TooLong);
}
