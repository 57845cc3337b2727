namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What to do about an HRESULT of QuickBooks or the Web Connector.</summary>
internal static class ResultAdvice
{
    /// <summary>QuickBooks could not read the message; nothing of it was carried out.</summary>
    public const string Unparsable = "0x80040400";

    /// <summary>QuickBooks needs to be told which file to open.</summary>
    public const string NeedsFile = "0x80040416";

    /// <summary>Another company file is open than the one asked for.</summary>
    public const string OtherFile = "0x8004040A";

    /// <summary>The form in which results are compared.</summary>
    public static string Normal(string? result) => "0x" + (result ?? "").Trim().Replace("0x", "", StringComparison.OrdinalIgnoreCase).ToUpperInvariant();

    /// <summary>What to do.</summary>
    public static string Of(string? result) => Normal(result) switch
    {
        Unparsable => "QuickBooks could not read a request, and nothing of it was carried out. Look for characters or values that are out of the ordinary in the record.",
        "0x80040401" or "0x80040402" or "0x8004041C" or "0x8004040D" => "Close and open QuickBooks, then run the update again.",
        "0x80040408" => "Open QuickBooks and the company file as the same Windows user that runs the Web Connector, neither of them 'as administrator'.",
        OtherFile => "Open the right company file in QuickBooks, or close the one that is open.",
        "0x80040410" => "The company file is open in another mode. Switch between single-user and multi-user mode, or close it.",
        "0x80040414" => "A window in QuickBooks waits for an answer. Close it, then run the update again.",
        NeedsFile => "Open the company file in QuickBooks, or name it with companyFile in the profile and let the application sign in automatically (Preferences > Integrated Applications).",
        "0x80040418" => "The QuickBooks administrator has to be signed in at the first update, in single-user mode, and allow the application access.",
        "0x8004041A" or "0x80040420" => "Allow the application in QuickBooks: Edit > Preferences > Integrated Applications > Company Preferences.",
        "0x8004041B" or "0x80040422" or "0x80040424" => "QuickBooks is busy. The next update tries again.",
        "0x8004041D" => "Let the application sign in automatically: Edit > Preferences > Integrated Applications > Company Preferences > Properties.",
        "0x8004041E" => "The certificate of the Web Connector has run out. Update QuickBooks and the Web Connector.",
        "0x8004042A" => "Allow remote access for the application in QuickBooks, or run the Web Connector on the machine of QuickBooks.",
        "0x80040438" => "QuickBooks is running more than once. Close all of it, open it once with the company file, then run the update again.",
        "0x8004041F" or "0x80040427" => "This edition of QuickBooks does not work with applications, or is not registered.",
        "0x80040423" => "This version of QuickBooks is too old for what was asked.",
        _ => "Look at QuickBooks for an open message, then run the update again.",
    };
}
