using System.Text;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A call that was answered, for tests to count and look at.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Status">The status of the answer; 0 if the connection was cut instead.</param>
/// <param name="Answer">The body that Zoho would have answered with, also where a fault kept it from the caller; empty if it had none.</param>
public sealed record ZohoCall(ZohoRequest Request, int Status, byte[] Answer)
{
    /// <summary>That body as text.</summary>
    public string AnswerBody => Encoding.UTF8.GetString(Answer);

    /// <summary>When it came, counted from the emulator's start.</summary>
    public TimeSpan Began { get; init; }

    /// <summary>When it was answered.</summary>
    public TimeSpan Ended { get; init; }

    public string Method => Request.Method;

    public string Path => Request.Path;

    /// <summary>Whether it is a call of the API, which costs credits; the accounts host is counted apart.</summary>
    public bool IsApi => !Path.StartsWith("/oauth/", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path} {Status}";
}
