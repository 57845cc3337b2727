namespace CrmQbSync.Notices;

/// <summary>A notice that did not get through; the message says why, and shows no secret.</summary>
internal sealed class NoticeFailedException(string message, Exception? inner = null) : Exception(message, inner);
