namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What became of an attempt to sign in.</summary>
internal enum SignInVerdict
{
    /// <summary>User and password are right.</summary>
    Right,

    /// <summary>They are not.</summary>
    Wrong,

    /// <summary>They were not looked at: too many attempts of that machine are waiting for their answers.</summary>
    TooMany,
}
