namespace CrmQbSync.State;

/// <summary>Whom entries are about: they meet any of what is given.</summary>
/// <param name="CrmIds">Contacts.</param>
/// <param name="QbIds">Customers.</param>
/// <param name="Keys">Addresses, without regard to case.</param>
public sealed record EntryPerson(IReadOnlyCollection<string> CrmIds, IReadOnlyCollection<string> QbIds, IReadOnlyCollection<string> Keys)
{
    /// <summary>Whether an entry with these ids and this address is about that person.</summary>
    public bool IsMeant(string? crmId, string? qbId, string? email) =>
        (crmId is not null && CrmIds.Contains(crmId, StringComparer.Ordinal))
        || (qbId is not null && QbIds.Contains(qbId, StringComparer.Ordinal))
        || (email is not null && Keys.Contains(email, StringComparer.OrdinalIgnoreCase));
}
