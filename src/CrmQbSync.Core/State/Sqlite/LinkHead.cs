namespace CrmQbSync.State.Sqlite;

/// <summary>What of a link can be searched for, and stands in columns.</summary>
internal readonly record struct LinkHead(
    long LinkId, string CrmId, string QbId, string CrmKey, string QbKey, LinkState State, Contacts.LinkAttention Attention);
