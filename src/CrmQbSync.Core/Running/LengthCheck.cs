using System.Globalization;
using System.Text;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Which fields one side holds less of than the other, and how many of the values that the state knows do not fit (rule 2.5).</summary>
internal sealed class LengthCheck(SyncPolicy policy, FieldLayout layout, IStoredForm crmForm, IStoredForm qbForm, CheckRows rows)
{
    private const string Check = "Lengths";

    // No field that anybody maps holds more; what takes this takes all.
    private const int Longest = 1 << 16;

    private readonly FieldSet _fields = layout.Fields;
    private readonly Dictionary<(int Field, Side Target), int> _limits = [];
    private readonly Dictionary<(int Field, Side Target, bool Written), int> _misfits = [];

    /// <summary>The row.</summary>
    /// <param name="state">The state; null if there is none yet.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ProfileCheck> CheckAsync(IStateReader? state, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            for (var field = 0; field < _fields.Count; field++)
                _limits[(field, side)] = LimitOf(_fields[field], FormOf(side));
        }
        if (state is not null)
            await CountAsync(state, cancellationToken).ConfigureAwait(false);
        return _misfits.Count > 0
            ? rows.Warn(Check, $"Of the records known so far {Misfits()}.", $"Shorten these values, or map the fields to longer ones. {Limits()}".TrimEnd())
            : rows.Passed(Check, $"Every value known so far fits on the other side. {Limits()}".TrimEnd());
    }

    private async Task CountAsync(IStateReader state, CancellationToken cancellationToken)
    {
        await foreach (var link in state.ReadLinksAsync(LinkQuery.All, layout, cancellationToken).ConfigureAwait(false))
        {
            Count(link.SeenOn(Side.Crm), Side.Qb);
            Count(link.SeenOn(Side.Qb), Side.Crm);
        }
        await foreach (var record in state.ReadRecordsAsync(RecordQuery.All, layout, cancellationToken).ConfigureAwait(false))
            Count(record.Seen, record.Side.Other());
    }

    private void Count(PackedValues values, Side target)
    {
        if (values.IsDefault)
            return;
        for (var field = 0; field < _fields.Count; field++)
        {
            var bytes = values.GetUtf8(field, _fields.Count);
            // Nearly all values are short and plain; only the others are worth a closer look.
            if (!Flows(field, target) || (bytes.Length <= _limits[(field, target)] && Ascii.IsValid(bytes)))
                continue;
            if (NormalForm.Outgoing(_fields[field].Kind, values.Get(field, _fields.Count)) is not { } value)
                continue;
            var stored = FormOf(target).Store(_fields[field], value);
            if (stored.Code is null)
                continue;
            var key = (field, target, stored.Value is not null);
            _misfits[key] = _misfits.GetValueOrDefault(key) + 1;
        }
    }

    private bool Flows(int field, Side target)
    {
        var direction = policy.DirectionOf(field);
        return direction == FieldDirection.Both || direction == (target == Side.Crm ? FieldDirection.QbToCrm : FieldDirection.CrmToQb);
    }

    private string Misfits() => string.Join(", ", _misfits.OrderBy(misfit => misfit.Key.Field).Select(misfit => string.Create(
        CultureInfo.InvariantCulture,
        $"{misfit.Value} {(misfit.Value == 1 ? "has" : "have")} a {_fields[misfit.Key.Field]} that {Name(misfit.Key.Target)} {(misfit.Key.Written ? "holds cut off" : "cannot hold")}")));

    private string Limits()
    {
        var differing = Enumerable.Range(0, _fields.Count).Where(field => _limits[(field, Side.Crm)] != _limits[(field, Side.Qb)])
            .Select(field => $"{_fields[field]} {Length(field, Side.Crm)} in the CRM and {Length(field, Side.Qb)} in QuickBooks").ToList();
        return differing.Count == 0 ? "" : $"Characters that fit: {string.Join("; ", differing)}.";
    }

    private string Length(int field, Side side) => _limits[(field, side)] is < Longest and var limit ? limit.ToString(CultureInfo.InvariantCulture) : "any number";

    /// <summary>The longest plain text that a side stores as it is, found by halving.</summary>
    private static int LimitOf(ContactField field, IStoredForm form)
    {
        if (Fits(Longest))
            return Longest;
        var (fits, tooLong) = (0, Longest);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            if (Fits(middle))
                fits = middle;
            else
                tooLong = middle;
        }
        return fits;

        bool Fits(int length) => form.Store(field, new string('a', length)).Code is null;
    }

    private IStoredForm FormOf(Side side) => side == Side.Crm ? crmForm : qbForm;

    private static string Name(Side side) => side == Side.Crm ? "the CRM" : "QuickBooks";
}
