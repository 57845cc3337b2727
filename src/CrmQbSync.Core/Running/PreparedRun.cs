using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>A run that has read both sides and knows what to do.</summary>
internal sealed class PreparedRun : IAsyncDisposable
{
    public required SyncProfile Profile { get; init; }

    public required RunOptions Options { get; init; }

    public required MergeContext Context { get; init; }

    public required FieldLayout Layout { get; init; }

    public required SideSession Crm { get; init; }

    public required SideSession Qb { get; init; }

    public required StateHeader Header { get; init; }

    /// <summary>The policies as the next run will compare with.</summary>
    public required ImmutableDictionary<string, string> Policies { get; init; }

    /// <summary>Whether both sides are read in full: everything is transferred, or what is mapped was edited.</summary>
    public required bool ReadsEverything { get; init; }

    /// <summary>What is dealt with.</summary>
    public required PairSelector Selector { get; init; }

    /// <summary>What is in the plan even where there is nothing to do about it; null for nothing.</summary>
    public PairSelector? Watched { get; init; }

    /// <summary>What is to be done. Set once everything is read.</summary>
    public Plan Plan { get; set; } = new();

    /// <summary>How many pairs were linked before the run.</summary>
    public long LinkedBefore { get; set; }

    public FieldSet Fields => Layout.Fields;

    public SideSession SessionOf(Side side) => side == Side.Crm ? Crm : Qb;

    public ChangeDescriber Describer => new(Context, Profile.Path);

    /// <summary>Does some work for which both sides are open. Where it fails, they are told why before they are closed.</summary>
    public async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            NoteFailure(exception);
            throw;
        }
    }

    /// <summary>Tells both sides that the work was not done.</summary>
    public void NoteFailure(Exception failure)
    {
        Crm.NoteFailure(Profile, failure);
        Qb.NoteFailure(Profile, failure);
    }

    public async ValueTask DisposeAsync()
    {
        await Crm.DisposeAsync().ConfigureAwait(false);
        await Qb.DisposeAsync().ConfigureAwait(false);
    }
}
