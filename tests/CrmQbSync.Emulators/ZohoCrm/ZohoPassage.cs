namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A call that is under way; disposed when it was answered.</summary>
internal sealed class ZohoPassage(bool isTooMuch, Action leave) : IDisposable
{
    private Action? _leave = leave;

    /// <summary>Whether more calls were under way than the edition allows.</summary>
    public bool IsTooMuch { get; } = isTooMuch;

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
