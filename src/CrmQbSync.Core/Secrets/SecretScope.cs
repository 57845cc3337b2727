namespace CrmQbSync;

/// <summary>Who can use a secret.</summary>
public enum SecretScope
{
    /// <summary>The user who set it.</summary>
    CurrentUser,

    /// <summary>Every account of this machine that may read the store's file: Windows only, for tasks that run as another account.</summary>
    Machine,
}
