using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What the fields of a run's pairs are merged by.</summary>
internal sealed class PairRules
{
    public PairRules(MergeContext context)
    {
        Context = context;
        Normal = new NormalForm(context.Policy.Region);
        Fields = new FieldMerger(context, Normal);
        Writer = new FieldWriter(context);
        Conflicts = new ConflictRules(context, Normal, Writer);
    }

    /// <summary>What decides.</summary>
    public MergeContext Context { get; }

    /// <summary>The normal forms used.</summary>
    public NormalForm Normal { get; }

    /// <summary>Decides a field.</summary>
    public FieldMerger Fields { get; }

    /// <summary>Makes what was decided into a write.</summary>
    public FieldWriter Writer { get; }

    /// <summary>What is remembered of conflicts.</summary>
    public ConflictRules Conflicts { get; }
}
