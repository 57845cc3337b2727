using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Profiles;

namespace CrmQbSync.Running;

/// <summary>Makes the connections that this version has.</summary>
internal sealed class ConnectionFactory(TimeProvider clock) : IConnectionFactory
{
    /// <inheritdoc/>
    public IConnection Create(SyncProfile profile, Side side) => profile.SettingsOf(side) switch
    {
        CsvSettings csv => new CsvConnection(
            new CsvConnectionOptions
            {
                Side = side,
                Path = csv.File,
                Format = csv.Format,
                Columns = csv.Columns,
                Rules = profile.Rules,
            },
            clock),
        var settings => throw new SyncException(
            SyncErrorId.ProfileInvalid,
            $"Profile '{profile.Name}': this version cannot connect to {settings.Type} yet ({side.ToString().ToLowerInvariant()}.type).",
            "Use type: Csv with an export of that system.")
        {
            Subject = profile.Path,
        },
    };
}
