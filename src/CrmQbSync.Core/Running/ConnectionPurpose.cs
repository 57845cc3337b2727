namespace CrmQbSync.Running;

/// <summary>What a connection is opened for.</summary>
public enum ConnectionPurpose
{
    /// <summary>A run, which may write.</summary>
    Run,

    /// <summary>Reading only: nothing may be written anywhere (rule 8.7).</summary>
    Preview,

    /// <summary>Looking whether it could be opened; nothing is read, and nobody should have to wait.</summary>
    Check,
}
