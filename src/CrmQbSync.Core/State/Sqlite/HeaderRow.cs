using System.Collections.Immutable;
using System.Text.Json;

namespace CrmQbSync.State.Sqlite;

/// <summary>Reads and writes what a run leaves for the next.</summary>
internal static class HeaderRow
{
    /// <summary>What people were told stands among the policies, whose keys never look like this: an earlier version keeps it there unread.</summary>
    private const string Notices = "notices:told";

    /// <summary>The header; empty at first.</summary>
    public static StateHeader Read(StateConnection connection)
    {
        using var statement = connection.Prepare("SELECT crm_mark, qb_mark, crm_identity, qb_identity, policies FROM store");
        if (!statement.Step())
            throw new InvalidDataException("The row of the store itself is missing.");
        var policies = statement.IsNull(4)
            ? StateHeader.Empty.Policies
            : JsonSerializer.Deserialize(statement.Bytes(4), StateJson.Default.DictionaryStringString)!.ToImmutableDictionary();
        return new StateHeader
        {
            CrmMark = statement.TextOrNull(0),
            QbMark = statement.TextOrNull(1),
            CrmIdentity = statement.TextOrNull(2),
            QbIdentity = statement.TextOrNull(3),
            Policies = policies.Remove(Notices),
            Notices = policies.GetValueOrDefault(Notices),
        };
    }

    /// <summary>Stores the header.</summary>
    public static void Write(StateHeader header, StateConnection connection)
    {
        var policies = header.Notices is { } notices ? header.Policies.SetItem(Notices, notices) : header.Policies;
        using var statement = connection.Prepare(
            "UPDATE store SET crm_mark = ?1, qb_mark = ?2, crm_identity = ?3, qb_identity = ?4, policies = ?5");
        statement.Bind(1, header.CrmMark)
            .Bind(2, header.QbMark)
            .Bind(3, header.CrmIdentity)
            .Bind(4, header.QbIdentity)
            .Bind(5, JsonSerializer.Serialize(
                policies.OrderBy(policy => policy.Key, StringComparer.Ordinal).ToDictionary(policy => policy.Key, policy => policy.Value),
                StateJson.Default.DictionaryStringString));
        if (statement.Run() != 1)
            throw new InvalidDataException("The row of the store itself is missing.");
    }
}
