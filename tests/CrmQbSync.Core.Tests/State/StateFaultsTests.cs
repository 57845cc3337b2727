using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmQbSync.Tests.State;

public sealed class StateFaultsTests
{
    [Theory]
    [InlineData(raw.SQLITE_FULL, raw.SQLITE_FULL)]
    [InlineData(raw.SQLITE_IOERR, raw.SQLITE_IOERR_SHMSIZE)]
    public void A_full_disk_is_told_as_one_wherever_SQLite_meets_it(int code, int extended)
    {
        var fault = new StateFaults(new StateLocation("Sqlite", "/x/acme.state.db", "/x/acme.yaml")).Translate(new SqliteException("", code, extended));

        Assert.Equal(SyncErrorId.StateFailed, fault.Id);
        Assert.Contains("the disk is full", fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("Make room", fault.Advice, StringComparison.Ordinal);
    }
}
