namespace CrmQbSync;

/// <summary>Which headers a CSV file has.</summary>
public enum CsvFormat
{
    /// <summary>The canonical field names, Id and ModifiedTime.</summary>
    Canonical,

    /// <summary>Those of an export of contacts from Zoho CRM.</summary>
    ZohoExport,

    /// <summary>Those of an export of customers from QuickBooks.</summary>
    QuickBooksExport,
}
