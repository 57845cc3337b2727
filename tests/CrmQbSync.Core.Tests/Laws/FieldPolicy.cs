namespace CrmQbSync.Tests.Laws;

/// <summary>A field's own direction and priority.</summary>
internal sealed record FieldPolicy(FieldDirection Direction = FieldDirection.Both, SyncPriority? Priority = null)
{
    public override string ToString() => $"{Direction}{(Priority is { } own ? " by " + own : "")}";
}
