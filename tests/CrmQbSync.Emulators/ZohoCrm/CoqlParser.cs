using System.Globalization;
using System.Text;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Reads the part of COQL that the module may use: nested pairs of conditions, no more.</summary>
internal sealed class CoqlParser(string text)
{
    private const int MaxCriteria = 25;

    private readonly List<(string Text, bool Literal)> _tokens = Split(text);
    private int _at;

    public CoqlQuery Parse()
    {
        Expect("select");
        var columns = new List<string>();
        do
            columns.Add(Column());
        while (Take(","));
        Expect("from");
        var module = Word();
        if (!Take("where"))
            throw new CoqlException("SYNTAX_ERROR", "where clause is missing", new { clause = "where" });
        var where = Conditions();
        if (where.Criteria > MaxCriteria)
            throw new CoqlException("LIMIT_EXCEEDED", "limit exceeded", new { limit = MaxCriteria, clause = "where" });
        var group = Take("group") ? Group() : null;
        var order = Order();
        var limit = Take("limit") ? Number() : 200;
        var offset = Take("offset") ? Number() : 0;
        if (_at < _tokens.Count)
            throw Unexpected();
        return new CoqlQuery(columns, module, where, order, limit, offset) { Group = group };
    }

    private string Column()
    {
        var word = Word();
        if (!word.Equals("COUNT", StringComparison.OrdinalIgnoreCase) || !Take("("))
            return word;
        Expect("id");
        Expect(")");
        return CoqlQuery.Count;
    }

    /// <summary>One condition, or two; three must be nested.</summary>
    private CoqlCondition Conditions()
    {
        var left = Condition();
        foreach (var isAnd in new[] { true, false })
        {
            if (!Take(isAnd ? "and" : "or"))
                continue;
            var both = new CoqlCondition.Both(left, isAnd, Condition());
            if (Is("and") || Is("or"))
                throw new CoqlException("SYNTAX_ERROR", "criteria must be nested in pairs", new { clause = "where" });
            return both;
        }
        return left;
    }

    private CoqlCondition Condition()
    {
        if (Take("("))
        {
            var inner = Conditions();
            Expect(")");
            return inner;
        }
        var column = Word();
        if (Take("is"))
        {
            var negated = Take("not");
            Expect("null");
            return new CoqlCondition.One(column, negated ? "is not null" : "is null", []);
        }
        var not = Take("not");
        if (Take("in"))
        {
            Expect("(");
            var values = new List<string>();
            do
                values.Add(Value());
            while (Take(","));
            Expect(")");
            return new CoqlCondition.One(column, not ? "not in" : "in", values);
        }
        if (Take("between"))
        {
            var low = Value();
            Expect("and");
            return new CoqlCondition.One(column, "between", [low, Value()]);
        }
        var comparison = Next();
        if (comparison is not ("=" or "!=" or "<" or "<=" or ">" or ">=" or "like"))
            throw new CoqlException("SYNTAX_ERROR", "operator given seems to be invalid", new { @operator = comparison });
        return new CoqlCondition.One(column, comparison, [Value()]);
    }

    private string Group()
    {
        Expect("by");
        return Word();
    }

    private List<(string, bool)> Order()
    {
        var order = new List<(string, bool)>();
        if (!Take("order"))
            return order;
        Expect("by");
        do
        {
            var column = Word();
            var descending = Take("desc");
            if (!descending)
                Take("asc");
            order.Add((column, descending));
        }
        while (Take(","));
        return order;
    }

    private int Number() => int.TryParse(Next(), CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CoqlException("INVALID_QUERY", "limit given seems to be invalid", new { limit = _tokens[_at - 1].Text });

    private bool Is(string word) => _at < _tokens.Count && !_tokens[_at].Literal && _tokens[_at].Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool Take(string word)
    {
        if (!Is(word))
            return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word))
            throw Unexpected();
    }

    private string Next() => _at < _tokens.Count ? _tokens[_at++].Text : throw Unexpected();

    private string Word()
    {
        if (_at >= _tokens.Count || "(),".Contains(_tokens[_at].Text, StringComparison.Ordinal))
            throw Unexpected();
        return _tokens[_at++].Text;
    }

    private string Value() => Word();

    private CoqlException Unexpected() =>
        new("SYNTAX_ERROR", "error occurred while parsing the query", new { line = 1, column = _at, near = _at < _tokens.Count ? _tokens[_at].Text : "end" });

    private static List<(string Text, bool Literal)> Split(string text)
    {
        var tokens = new List<(string, bool)>();
        for (var at = 0; at < text.Length;)
        {
            var character = text[at];
            if (char.IsWhiteSpace(character))
                at++;
            else if (character == '\'')
                tokens.Add((Literal(text, ref at), true));
            else if ("(),".Contains(character, StringComparison.Ordinal))
                tokens.Add((text[at++].ToString(), false));
            else if ("=!<>".Contains(character, StringComparison.Ordinal))
                tokens.Add((Run(text, ref at, "=!<>".Contains), false));
            else
                tokens.Add((Run(text, ref at, next => !char.IsWhiteSpace(next) && !"(),=!<>'".Contains(next, StringComparison.Ordinal)), false));
        }
        return tokens;
    }

    private static string Run(string text, ref int at, Func<char, bool> belongs)
    {
        var start = at;
        while (at < text.Length && belongs(text[at]))
            at++;
        return text[start..at];
    }

    /// <summary>A literal in single quotes; a quote in it is doubled.</summary>
    private static string Literal(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '\'')
                value.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '\'')
                value.Append(text[at++]);
            else
            {
                at++;
                return value.ToString();
            }
        }
        throw new CoqlException("SYNTAX_ERROR", "a literal is not closed", new { line = 1, column = at, near = "end" });
    }
}
