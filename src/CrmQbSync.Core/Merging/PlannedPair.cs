using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>One line of a plan. Small for the many that need little: a plan may have a million lines.</summary>
public sealed class PlannedPair
{
    private readonly string? _key;
    private readonly FieldSet? _keyFields;
    private readonly Particulars? _particulars;

    /// <summary>What is done.</summary>
    public required PairKind Kind { get; init; }

    /// <summary>The contact; null if there is none.</summary>
    public ContactRecord? Crm { get; init; }

    /// <summary>The customer; null if there is none.</summary>
    public ContactRecord? Qb { get; init; }

    /// <summary>What was remembered of the pair; null if it was not linked.</summary>
    public LinkMemory? Link { get; init; }

    /// <summary>Further links that are given up for this one (of survivors that found each other).</summary>
    public ImmutableArray<LinkMemory> GivenUp
    {
        get => _particulars?.GivenUp ?? [];
        init
        {
            if (!value.IsEmpty)
                (_particulars ??= new Particulars()).GivenUp = value;
        }
    }

    /// <summary>The key that it goes by; null if it has none.</summary>
    public string? Key
    {
        get => _keyFields is null ? _key : SideView.KeyOf(Crm!, _keyFields);
        init => _key = value;
    }

    /// <summary>Whether the key is that of the contact, as it is spelled there.</summary>
    internal bool KeyIsCrmKey => _keyFields is not null;

    /// <summary>Whether it has anything that few lines have: reasons, messages, further records and links.</summary>
    internal bool HasParticulars => _particulars is not null;

    /// <summary>In the place of <see cref="Key"/>: the contact's address is the key, and is read by these fields when it is asked for.</summary>
    internal FieldSet? KeyFields
    {
        get => _keyFields;
        init => _keyFields = value;
    }

    /// <summary>The side that is created or deleted on; null for other kinds.</summary>
    public Side? Target { get; init; }

    /// <summary>What merging comes to; null where nothing is merged.</summary>
    public PairMerge? Merge { get; init; }

    /// <summary>The record to be created; null for other kinds.</summary>
    public NewRecord? New { get; init; }

    /// <summary>Why it is skipped or held; null if it is not.</summary>
    public string? Reason
    {
        get => _particulars?.Reason;
        init
        {
            if (value is not null)
                (_particulars ??= new Particulars()).Reason = value;
        }
    }

    /// <summary>Our code of what fails; null if nothing does.</summary>
    public string? ErrorCode
    {
        get => _particulars?.ErrorCode;
        init
        {
            if (value is not null)
                (_particulars ??= new Particulars()).ErrorCode = value;
        }
    }

    /// <summary>What is wrong and what to do; null if nothing is.</summary>
    public string? Message
    {
        get => _particulars?.Message;
        init
        {
            if (value is not null)
                (_particulars ??= new Particulars()).Message = value;
        }
    }

    /// <summary>Unlinked records that are remembered until this is done, since they are linked by it.</summary>
    public ImmutableArray<(Side Side, string Id)> Forgets
    {
        get => _particulars?.Forgets ?? [];
        init
        {
            if (!value.IsEmpty)
                (_particulars ??= new Particulars()).Forgets = value;
        }
    }

    /// <summary>Whether there is an entry for it: not for what was reported before and has not changed (rule 8.9).</summary>
    public bool IsReported { get; init; } = true;

    /// <summary>The ids of all contacts concerned, for an ambiguous address.</summary>
    public ImmutableArray<string> CrmIds
    {
        get => _particulars?.CrmIds ?? [];
        init
        {
            if (!value.IsEmpty)
                (_particulars ??= new Particulars()).CrmIds = value;
        }
    }

    /// <summary>The ids of all customers concerned, for an ambiguous address.</summary>
    public ImmutableArray<string> QbIds
    {
        get => _particulars?.QbIds ?? [];
        init
        {
            if (!value.IsEmpty)
                (_particulars ??= new Particulars()).QbIds = value;
        }
    }

    /// <summary>The same pair, merged otherwise or with records that have changed meanwhile.</summary>
    public PlannedPair With(PairMerge merge, ContactRecord? crm, ContactRecord? qb) => new()
    {
        Kind = Kind,
        Crm = crm,
        Qb = qb,
        Link = Link,
        GivenUp = GivenUp,
        Forgets = Forgets,
        Key = Key,
        Merge = merge,
    };

    /// <summary>The record of a side.</summary>
    public ContactRecord? On(Side side) => side == Side.Crm ? Crm : Qb;

    /// <summary>Whether a side is written.</summary>
    public bool Writes(Side side) => Kind switch
    {
        PairKind.Create or PairKind.Delete => Target == side,
        PairKind.Merge or PairKind.Link => Merge!.Writes(side),
        _ => false,
    };

    /// <summary>Whether any side is written.</summary>
    public bool WritesAny => Writes(Side.Crm) || Writes(Side.Qb);

    /// <summary>What few lines have.</summary>
    private sealed class Particulars
    {
        public ImmutableArray<LinkMemory> GivenUp { get; set; } = [];

        public ImmutableArray<(Side Side, string Id)> Forgets { get; set; } = [];

        public ImmutableArray<string> CrmIds { get; set; } = [];

        public ImmutableArray<string> QbIds { get; set; } = [];

        public string? Reason { get; set; }

        public string? ErrorCode { get; set; }

        public string? Message { get; set; }
    }
}
