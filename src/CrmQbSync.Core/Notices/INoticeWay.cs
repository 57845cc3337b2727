namespace CrmQbSync.Notices;

/// <summary>A way on which notices go.</summary>
internal interface INoticeWay
{
    /// <summary>What it is remembered by.</summary>
    string Key { get; }

    /// <summary>What messages call it: "by mail".</summary>
    string Name { get; }

    /// <summary>Sends a notice.</summary>
    /// <exception cref="NoticeFailedException">It did not get through.</exception>
    /// <exception cref="SyncException">SecretMissing, SecretStoreFailed.</exception>
    Task SendAsync(Notice notice, CancellationToken cancellationToken);
}
