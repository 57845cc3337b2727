using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Finds what differs and stays so, in what the state knows of the pairs. Holds one pair at a time.</summary>
internal sealed class DivergenceQuery(SyncServices services, SyncProfile profile)
{
    /// <summary>The fields that differ, pair by pair.</summary>
    public async IAsyncEnumerable<ContactDivergence> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = await services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false);
        if (state is null)
            yield break;
        await using var stateScope = state.ConfigureAwait(false);
        var demands = new ConnectionDemands { Purpose = ConnectionPurpose.Check };
        var run = await new RunPreparer(services, demands).OpenForReadingAsync(profile, new RunOptions(), state, cancellationToken).ConfigureAwait(false);
        await using var runScope = run.ConfigureAwait(false);
        var explainer = new DivergenceExplainer(run.Context, new PairMerger(run.Context));
        await foreach (var link in state.ReadLinksAsync(LinkQuery.All, run.Layout, cancellationToken).ConfigureAwait(false))
        {
            if (link.State != LinkState.Live)
                continue;
            var crm = new ContactRecord(link.CrmId, link.SeenOn(Side.Crm), link.CrmModified);
            var qb = new ContactRecord(link.QbId, link.SeenOn(Side.Qb), link.QbModified);
            foreach (var (field, reason, why) in explainer.Explain(crm, qb, link))
                yield return Make(run, link, crm, qb, field, reason, why);
        }
    }

    private ContactDivergence Make(
        PreparedRun run, LinkMemory link, ContactRecord crm, ContactRecord qb, int field, DivergenceReason reason, string why)
    {
        var name = run.Fields[field].Name;
        return new ContactDivergence
        {
            Profile = profile.Path,
            Email = link.CrmKey,
            Name = run.Describer.NameOf(crm) ?? run.Describer.NameOf(qb),
            Field = name,
            CrmValue = crm.Values.Get(field, run.Fields.Count),
            QbValue = qb.Values.Get(field, run.Fields.Count),
            Reason = reason,
            Since = link.Conflicts.FirstOrDefault(conflict => conflict.Field == name && reason == DivergenceReason.Conflict)?.Since
                ?? link.Divergences.FirstOrDefault(known => known.Field == name)?.Since,
            Why = why,
            CrmId = link.CrmId,
            QbId = link.QbId,
        };
    }
}
