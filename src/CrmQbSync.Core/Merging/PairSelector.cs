using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Which pairs a run deals with: the selected ones (rule 3.5) that pass the filter. Pure.</summary>
public sealed class PairSelector
{
    private readonly MergeContext _context;
    private readonly NormalForm _normal;
    private readonly List<(int Field, HashSet<string> Values)> _filter = [];

    /// <summary>A selector without selection: everything that passes the policy's filter.</summary>
    public PairSelector(MergeContext context)
    {
        _context = context;
        _normal = new NormalForm(context.Policy.Region);
        foreach (var term in context.Policy.Filter)
        {
            var kind = term.Field.Kind;
            var values = term.Values.Select(value => _normal.Of(kind, value)).OfType<string>();
            _filter.Add((context.Fields.IndexOf(term.Field.Name), new HashSet<string>(values, StringComparer.Ordinal)));
        }
    }

    /// <summary>Whether records were selected at all.</summary>
    public bool HasSelection { get; init; }

    /// <summary>The selected contacts.</summary>
    public IReadOnlySet<string> CrmIds { get; init; } = new HashSet<string>();

    /// <summary>The selected customers.</summary>
    public IReadOnlySet<string> QbIds { get; init; } = new HashSet<string>();

    /// <summary>The selected keys.</summary>
    public IReadOnlySet<string> Keys { get; init; } = new HashSet<string>(EmailAddress.Comparer);

    /// <summary>Whether everything is dealt with.</summary>
    public bool TakesAll => !HasSelection && _filter.Count == 0;

    /// <summary>Whether a pair, or a single record, is dealt with. Of a deleted record the base decides.</summary>
    public bool Takes(ContactRecord? crm, ContactRecord? qb, LinkMemory? link)
    {
        if (TakesAll)
            return true;
        return (!HasSelection || IsSelected(crm, qb, link)) && PassesFilter(crm, qb, link);
    }

    private bool IsSelected(ContactRecord? crm, ContactRecord? qb, LinkMemory? link) =>
        IsSelected(Side.Crm, crm, link) || IsSelected(Side.Qb, qb, link);

    private bool IsSelected(Side side, ContactRecord? record, LinkMemory? link)
    {
        var ids = side == Side.Crm ? CrmIds : QbIds;
        if ((record is not null && (ids.Contains(record.Id) || (record.FormerId is { } former && ids.Contains(former))))
            || (link is not null && (ids.Contains(link.IdOn(side)) || Keys.Contains(link.KeyOn(side)))))
        {
            return true;
        }
        return Keys.Count > 0 && record is not null && SideView.KeyOf(record, _context.Fields) is { } key && Keys.Contains(key);
    }

    private bool PassesFilter(ContactRecord? crm, ContactRecord? qb, LinkMemory? link)
    {
        if (_filter.Count == 0)
            return true;
        return _context.Policy.Mode switch
        {
            SyncMode.Import => Passes(Side.Qb, qb, link),
            SyncMode.Export => Passes(Side.Crm, crm, link),
            _ => Passes(Side.Crm, crm, link) || Passes(Side.Qb, qb, link),
        };
    }

    private bool Passes(Side side, ContactRecord? record, LinkMemory? link)
    {
        var values = record is { Deleted: false } ? record.Values : link?.BaseOn(side) ?? default;
        if (values.IsDefault)
            return false;
        foreach (var (field, wanted) in _filter)
        {
            var value = field < 0 ? null : _normal.Of(_context.Fields[field].Kind, values.Get(field, _context.Fields.Count));
            if (value is null || !wanted.Contains(value))
                return false;
        }
        return true;
    }
}
