using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>What happens in one update.</summary>
public sealed record UpdatePlan
{
    /// <summary>The user, if not the application's.</summary>
    public string? UserName { get; init; }

    /// <summary>The password, if not the stored one.</summary>
    public string? Password { get; init; }

    /// <summary>What befalls a request, by its number from 1 and its message set.</summary>
    public Func<int, XElement, RequestFault>? FaultOf { get; init; }

    /// <summary>The HRESULT of <see cref="RequestFault.Refused"/> and <see cref="RequestFault.AnsweredWithError"/>.</summary>
    public string HResult { get; init; } = "0x80040402";

    /// <summary>Its text.</summary>
    public string HResultMessage { get; init; } = "Unexpected error. Check the qbsdklog.txt file for possible additional information.";

    /// <summary>Why QuickBooks cannot be opened, by the number of the try; null if it can.</summary>
    public Func<int, (string HResult, string Message)?>? CannotOpen { get; init; }

    /// <summary>Which version calls.</summary>
    public string Version { get; init; } = "34.0.10010.76";

    /// <summary>How long it waits after NoOp; 5 s in the real one.</summary>
    public TimeSpan NoOpWait { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Called for each call, for what happens meanwhile.</summary>
    public Func<string, Task>? OnCall { get; init; }
}
