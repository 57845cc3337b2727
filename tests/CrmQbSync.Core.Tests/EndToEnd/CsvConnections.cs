using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>Connects to CSV files, whose every step can fail.</summary>
internal sealed class CsvConnections(TimeProvider clock, FaultSwitch? faults) : IConnectionFactory
{
    public IConnection Create(SyncProfile profile, Side side)
    {
        var settings = (CsvSettings)profile.SettingsOf(side);
        var options = new CsvConnectionOptions { Side = side, Path = settings.Path, Format = settings.Format, Columns = settings.Columns, Rules = profile.Rules };
        return faults is null
            ? new CsvConnection(options, clock)
            : new FaultyConnection(new CsvConnection(options, clock) { Output = new FaultyOutput(new CsvOutput(clock), side, faults) }, faults);
    }
}
