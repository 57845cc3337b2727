namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What to do about a status of QuickBooks, in words that a bookkeeper understands.</summary>
internal static class StatusAdvice
{
    private static readonly string[] s_locked = ["modified by another user", "could not be locked", "acquire the lock", "in use"];

    /// <summary>Whether a later try may succeed by itself: somebody has the record or the list open.</summary>
    public static bool IsTransient(QbXmlAnswer answer) => answer.Status switch
    {
        1010 or 3170 or 3175 or 3176 => true,
        3180 => IsLocked(answer.Message),
        _ => false,
    };

    /// <summary>QuickBooks' own words and what to do.</summary>
    public static string Of(QbXmlAnswer answer) => $"{answer.Message.TrimEnd()} {For(answer.Status)}".Trim();

    /// <summary>What to do about a status.</summary>
    public static string For(int status) => status switch
    {
        530 or 531 => "This edition of QuickBooks does not have the field; set its direction to None in the profile.",
        550 => "The customer was written without the notes. Enter them in QuickBooks, or change them in the CRM and run again.",
        1000 => "Run again; if it stays so, let QuickBooks verify and rebuild the company file.",
        3000 or 3120 => "The customer was deleted or merged in QuickBooks. The next run matches the records afresh.",
        3100 => "Customers, vendors, employees and other names share their names in QuickBooks. Rename one of them.",
        3140 => "Something that the customer refers to was deleted in QuickBooks. Open the customer there and save it.",
        3170 or 3175 or 3176 or 3180 => "Somebody has the customer or the list open in QuickBooks. Close it there; the next run tries again.",
        3200 => "Somebody changed the customer meanwhile. The next run tries again.",
        3210 or 3010 or 3020 or 3110 => "QuickBooks does not take one of the values. Correct it in the CRM.",
        3250 => "The feature is switched off in QuickBooks, or this edition does not have it.",
        3260 => "The QuickBooks user may not change customers. Let the QuickBooks administrator widen the user's rights.",
        3261 => "QuickBooks does not let the application do this: Edit > Preferences > Integrated Applications > Company Preferences.",
        3263 => "The application was added as read-only. Remove it from the Web Connector and add the .qwc file again.",
        _ => "Run the update again; if it stays so, look at QuickBooks for what the message names.",
    };

    private static bool IsLocked(string message) =>
        s_locked.Any(part => message.Contains(part, StringComparison.OrdinalIgnoreCase));
}
