namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>What If-Unmodified-Since does in a call of several rows; Zoho does not say.</summary>
public enum ZohoStalePolicy
{
    /// <summary>The stale rows fail, the others are written.</summary>
    PerRow,

    /// <summary>The whole call fails with 412; only the stale rows are named.</summary>
    WholeCall,

    /// <summary>The header does nothing.</summary>
    Ignored,
}
