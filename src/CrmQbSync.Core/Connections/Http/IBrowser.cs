namespace CrmQbSync.Connections.Http;

/// <summary>Shows a page to the user.</summary>
internal interface IBrowser
{
    /// <summary>Opens a page; false where there is no browser, so that the address is to be shown instead.</summary>
    bool TryOpen(Uri address);
}
