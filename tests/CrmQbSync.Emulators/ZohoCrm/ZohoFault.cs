namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A fault that is switched on for the next calls that it fits.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Fits">Which calls it hits.</param>
/// <param name="Times">How many of them.</param>
/// <param name="Delay">
/// For <see cref="ZohoFaultKind.Slow"/>: how long. For <see cref="ZohoFaultKind.TooManyWithWait"/> and <see cref="ZohoFaultKind.Unavailable"/>: the whole
/// seconds of Retry-After; zero is seven of them for the one, no such header for the other.
/// </param>
public sealed record ZohoFault(ZohoFaultKind Kind, Func<ZohoRequest, bool> Fits, int Times = 1, TimeSpan Delay = default);
