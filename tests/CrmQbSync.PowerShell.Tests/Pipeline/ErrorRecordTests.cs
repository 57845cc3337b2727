using System.Management.Automation;
using CrmQbSync.Pipeline;

namespace CrmQbSync.PowerShell.Tests.Pipeline;

public sealed class ErrorRecordTests
{
    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_error_id_has_a_category_of_its_own(SyncErrorId id) =>
        Assert.NotEqual(ErrorCategory.NotSpecified, ErrorRecords.CategoryOf(id));

    [Fact]
    public void A_failed_entry_is_told_with_who_code_and_message_and_is_the_target()
    {
        var entry = new SyncEntry { SyncId = 7, Email = "ann@example.com", Action = ChangeAction.Create, Status = EntryStatus.Failed, ErrorCode = "6240", Message = "Duplicate name" };

        var record = ErrorRecords.Of(entry);

        Assert.Equal("RecordFailed", record.FullyQualifiedErrorId);
        Assert.Same(entry, record.TargetObject);
        Assert.Equal("ann@example.com (Create, Failed)", record.CategoryInfo.TargetName);
        Assert.Equal("A record of run 7 failed. ann@example.com: 6240: Duplicate name", record.ToString());
    }

    [Fact]
    public void The_original_exception_is_kept()
    {
        var cause = new IOException("disk");
        var exception = new SyncException(SyncErrorId.OutputFailed, "Not written.", "Free some space.", cause);

        Assert.Same(cause, ErrorRecords.Of(exception).Exception.InnerException);
    }

    [Fact]
    public void An_error_of_PowerShell_keeps_its_id() =>
        Assert.Equal("InvalidOperation", ErrorRecords.Of(new PSInvalidOperationException("Nobody is there to be asked.")).FullyQualifiedErrorId);

    public static TheoryData<SyncErrorId> Ids() => new(Enum.GetValues<SyncErrorId>());
}
