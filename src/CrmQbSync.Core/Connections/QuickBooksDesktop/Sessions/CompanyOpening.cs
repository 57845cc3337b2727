namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What is tried in a session where QuickBooks does not open the company file.</summary>
/// <param name="wanted">The company file that is asked for; null for the one that is open.</param>
internal sealed class CompanyOpening(string? wanted)
{
    private readonly HashSet<string> _tried = new(StringComparer.Ordinal);

    /// <summary>
    /// The file to try next (empty for whatever is open); null to give up. The file's own path, or whatever is open, is worth one try each; the company is
    /// made sure of before anything is read.
    /// </summary>
    /// <param name="result">The HRESULT.</param>
    public string? Next(string? result)
    {
        var code = ResultAdvice.Normal(result);
        return code switch
        {
            ResultAdvice.NeedsFile when wanted is not null && _tried.Add(code) => wanted,
            ResultAdvice.OtherFile when wanted is null && _tried.Add(code) => "",
            _ => null,
        };
    }

    /// <summary>The error of having given up.</summary>
    /// <param name="result">The HRESULT.</param>
    /// <param name="message">QuickBooks' own words.</param>
    public static SyncException Failed(string? result, string? message)
    {
        var text = string.IsNullOrWhiteSpace(message) ? $"QuickBooks could not be opened ({result})." : message.Trim();
        return new SyncException(SyncErrorId.ServiceUnavailable, $"QuickBooks could not be opened: {text} ({result})", ResultAdvice.Of(result));
    }
}
