using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Makes sure, before anything is read or written, that the company file is the profile's: it carries the FileID that our .qwc file gave it.</summary>
internal sealed class CompanyCheck(DesktopOptions options, WebConnectorIdentity identity, IQuickBooksLine line)
{
    /// <summary>Checks.</summary>
    /// <exception cref="SyncException">WrongCompany.</exception>
    public async Task EnsureAsync(SessionFacts facts, decimal version, CancellationToken cancellationToken)
    {
        if (facts.WantedFile is { } wanted && !FileName(wanted).Equals(FileName(facts.CompanyFile), StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong(
                $"QuickBooks has the company file '{Name(facts.CompanyName, facts.CompanyFile)}' open, and companyFile of the profile names '{wanted}'.",
                "Open that company file in QuickBooks, or correct companyFile in the profile.");
        }
        var (name, fileId) = (facts.CompanyName, facts.FileIdOf(identity.OwnerId));
        if (fileId is null)
            (name, fileId) = await AskAsync(name, version, cancellationToken).ConfigureAwait(false);
        if (string.Equals(fileId, identity.FileId, StringComparison.OrdinalIgnoreCase))
            return;
        throw Wrong(
            $"The company file '{Name(name, facts.CompanyFile)}', which is open in QuickBooks, is not the one that the profile's application was added to.",
            fileId is null
                ? "Open the right company file; or, if it is this one, add the profile's .qwc file (New-QbWebConnectorFile) in the Web Connector while it is open."
                : "Open the right company file, or make a profile with a state of its own for this one.");
    }

    /// <summary>The Web Connector did not bring the company's private data along: QuickBooks is asked.</summary>
    private async Task<(string? Name, string? FileId)> AskAsync(string? name, decimal version, CancellationToken cancellationToken)
    {
        var document = QbXmlRequests.Company(version.ToString("0.0", CultureInfo.InvariantCulture), identity.OwnerId);
        var reply = await line.SendAsync(document, 0, null, cancellationToken).ConfigureAwait(false);
        if (reply.IsLost || reply.HResult.Length > 0)
            throw DesktopSession.Refused(reply);
        List<XElement> companies = [.. QbXmlText.Read(reply.Response).Answers.SelectMany(answer => answer.Returned("CompanyRet"))];
        return (SessionFacts.CompanyNameOf(companies) ?? name, SessionFacts.FileIdOf(companies, identity.OwnerId));
    }

    private SyncException Wrong(string message, string advice) =>
        new(SyncErrorId.WrongCompany, $"Profile '{options.Profile}': {message} Nothing was read or written.", advice) { Subject = options.Profile };

    private static string Name(string? company, string path) => company is null ? path : path.Length == 0 ? company : $"{company} ({path})";

    // Drives are mapped differently on different machines; the FileID tells whether it is the same file.
    private static string FileName(string path) => path[(path.LastIndexOfAny(['\\', '/']) + 1)..];
}
