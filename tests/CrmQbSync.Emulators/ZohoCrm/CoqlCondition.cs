using System.Globalization;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A condition of a query: a comparison, or two conditions.</summary>
internal abstract record CoqlCondition
{
    public abstract bool Holds(ZohoRecord record, CoqlColumns columns);

    /// <summary>Refuses unknown columns and comparisons.</summary>
    public abstract void Check(CoqlColumns columns);

    public abstract int Criteria { get; }

    /// <summary>Two conditions.</summary>
    public sealed record Both(CoqlCondition Left, bool IsAnd, CoqlCondition Right) : CoqlCondition
    {
        public override int Criteria => Left.Criteria + Right.Criteria;

        public override bool Holds(ZohoRecord record, CoqlColumns columns) =>
            IsAnd ? Left.Holds(record, columns) && Right.Holds(record, columns) : Left.Holds(record, columns) || Right.Holds(record, columns);

        public override void Check(CoqlColumns columns)
        {
            Left.Check(columns);
            Right.Check(columns);
        }
    }

    /// <summary>One comparison.</summary>
    public sealed record One(string Column, string Operator, IReadOnlyList<string> Values) : CoqlCondition
    {
        private HashSet<IComparable>? _wanted;

        public override int Criteria => 1;

        public override void Check(CoqlColumns columns)
        {
            columns.Check(Column);
            var field = columns.FieldOf(Column)!;
            if (field.DataType == "textarea")
                throw new CoqlException("INVALID_QUERY", "column given seems to be invalid", new { column_name = Column });
            if (Operator is "in" or "not in" && Values.Count > 100)
                throw new CoqlException("LIMIT_EXCEEDED", "limit exceeded", new { limit = 100, @operator = "in" });
            if (field.DataType == "datetime" && Values.Any(value => ZohoOrganisation.ReadTime(value) is null))
                throw new CoqlException("INVALID_QUERY", "value given seems to be invalid for the column", new { column_name = Column });
        }

        public override bool Holds(ZohoRecord record, CoqlColumns columns)
        {
            var key = columns.Key(record, Column);
            switch (Operator)
            {
                case "is null":
                    return key is null;
                case "is not null":
                    return key is not null;
                case "in":
                    return key is not null && Wanted(columns, key).Contains(Fold(key, columns));
                case "not in":
                    return key is not null && !Wanted(columns, key).Contains(Fold(key, columns));
            }
            if (key is null)
                return false;
            var order = Compare(key, Values[0], columns);
            return Operator switch
            {
                "=" => order == 0,
                "!=" => order != 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                ">=" => order >= 0,
                "between" => order >= 0 && Compare(key, Values[1], columns) <= 0,
                _ => Like(key.ToString()!, Values[0]),
            };
        }

        private HashSet<IComparable> Wanted(CoqlColumns columns, IComparable like) => _wanted ??= [.. Values.Select(value => Fold(Read(value, like), columns))];

        private static IComparable Fold(IComparable value, CoqlColumns columns) => value is string text && columns.IgnoresCase ? text.ToUpperInvariant() : value;

        private static IComparable Read(string value, IComparable like) => like is not long
            ? value
            : ZohoOrganisation.ReadTime(value)?.UtcTicks ?? (long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : -1);

        private static int Compare(IComparable key, string value, CoqlColumns columns) => key is string text
            ? string.Compare(text, value, columns.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            : key.CompareTo(Read(value, key));

        private static bool Like(string text, string pattern)
        {
            var plain = pattern.Trim('%');
            return (pattern.StartsWith('%'), pattern.EndsWith('%')) switch
            {
                (true, true) => text.Contains(plain, StringComparison.OrdinalIgnoreCase),
                (true, false) => text.EndsWith(plain, StringComparison.OrdinalIgnoreCase),
                (false, true) => text.StartsWith(plain, StringComparison.OrdinalIgnoreCase),
                _ => text.Equals(plain, StringComparison.OrdinalIgnoreCase),
            };
        }
    }
}
