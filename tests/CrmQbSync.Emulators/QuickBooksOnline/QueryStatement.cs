using System.Globalization;
using System.Text;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>One condition of a query.</summary>
internal sealed record QueryTerm(string Property, string Operator, IReadOnlyList<string> Values, bool Quoted);

/// <summary>A statement of the service's query language, read strictly.</summary>
internal sealed class QueryStatement
{
    private static readonly string[] Operators = ["=", "<", ">", "<=", ">=", "IN", "LIKE"];

    private readonly List<(string Text, bool Quoted)> _tokens;
    private int _at;

    private QueryStatement(List<(string, bool)> tokens) => _tokens = tokens;

    public string Entity { get; private set; } = "";

    public bool Counts { get; private set; }

    public List<QueryTerm> Terms { get; } = [];

    public List<(string Property, bool Descending)> Order { get; } = [];

    public int Start { get; private set; } = 1;

    public int Maximum { get; private set; } = 100;

    public static QueryStatement Parse(string text)
    {
        var statement = new QueryStatement(Tokens(text));
        statement.Read();
        return statement;
    }

    private void Read()
    {
        Expect("SELECT");
        if (Take("COUNT"))
        {
            Expect("(");
            Expect("*");
            Expect(")");
            Counts = true;
        }
        else
        {
            Expect("*");
        }
        Expect("FROM");
        Entity = Word();
        if (Entity is not ("Customer" or "Vendor" or "Employee"))
            throw ApiFault.Query("4001", $"QueryValidationError: invalid context declaration: {Entity}");
        if (Take("WHERE"))
        {
            do
                Terms.Add(Term());
            while (Take("AND"));
        }
        if (Take("ORDERBY") || (Take("ORDER") && TakeOrFail("BY")))
        {
            do
                Order.Add((Word(), !Take("ASC") && Take("DESC")));
            while (Take(","));
        }
        while (_at < _tokens.Count)
            Page();
    }

    private void Page()
    {
        if (Take("STARTPOSITION"))
            Start = Number();
        else if (Take("MAXRESULTS"))
            Maximum = Number();
        else
            throw Unexpected();
        if (Start < 1 || Maximum < 1)
            throw ApiFault.Query("4001", $"QueryValidationError: value {Math.Min(Start, Maximum)} is too small. Min allowed value is 1");
        if (Maximum > 1000)
            throw ApiFault.Query("4001", $"QueryValidationError: value {Maximum} is too large. Max allowed value is 1000");
    }

    private QueryTerm Term()
    {
        var property = Word();
        var name = Operators.FirstOrDefault(Take) ?? throw Unexpected();
        if (name != "IN")
        {
            var (text, quoted) = Next();
            return new QueryTerm(property, name, [text], quoted);
        }
        Expect("(");
        var values = new List<string>();
        var allQuoted = true;
        do
        {
            var (text, quoted) = Next();
            values.Add(text);
            allQuoted &= quoted;
        }
        while (Take(","));
        Expect(")");
        return new QueryTerm(property, name, values, allQuoted);
    }

    private bool Take(string word)
    {
        if (_at >= _tokens.Count || _tokens[_at].Quoted || !_tokens[_at].Text.Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        _at++;
        return true;
    }

    private bool TakeOrFail(string word) => Take(word) ? true : throw Unexpected();

    private void Expect(string word)
    {
        if (!Take(word))
            throw Unexpected();
    }

    private (string Text, bool Quoted) Next() => _at < _tokens.Count ? _tokens[_at++] : throw Unexpected();

    private string Word()
    {
        var (text, quoted) = Next();
        return quoted ? throw Unexpected() : text;
    }

    private int Number() => int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unexpected();

    private ApiFault Unexpected() => ApiFault.Query("4000",
        $"QueryParserError: Encountered \" {(_at < _tokens.Count ? _tokens[_at].Text : "<EOF>")} \" at line 1, column {_at}.");

    private static List<(string, bool)> Tokens(string text)
    {
        var tokens = new List<(string, bool)>();
        for (var at = 0; at < text.Length;)
        {
            var character = text[at];
            if (char.IsWhiteSpace(character))
                at++;
            else if (character == '\'')
                tokens.Add((Literal(text, ref at), true));
            else if (character is '<' or '>' && at + 1 < text.Length && text[at + 1] == '=')
            {
                tokens.Add((text.Substring(at, 2), false));
                at += 2;
            }
            else if ("(),*=<>".Contains(character, StringComparison.Ordinal))
            {
                tokens.Add((character.ToString(), false));
                at++;
            }
            else if (char.IsAsciiLetterOrDigit(character))
            {
                var start = at;
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '_'))
                    at++;
                tokens.Add((text[start..at], false));
            }
            else
            {
                throw ApiFault.Query("4000", $"QueryParserError: Invalid content. Lexical error at line 1, column {at}. Encountered: \"{character}\" ({(int)character})");
            }
        }
        return tokens;
    }

    private static string Literal(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                value.Append(text[++at]);
            else if (text[at] == '\'')
            {
                at++;
                return value.ToString();
            }
            else
                value.Append(text[at]);
        }
        throw ApiFault.Query("4000", "QueryParserError: Invalid content. Lexical error: a quote is not closed.");
    }
}
