using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>What a mapped field is in QuickBooks Online: one member of the customer, or part of one. Lengths and rules are those of the API reference, "Customer".</summary>
internal abstract record CustomerMember(string Name)
{
    /// <summary>The member of the customer that it lives in.</summary>
    public string Name { get; } = Name;

    /// <summary>The most characters that it holds.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Whether it may have line ends.</summary>
    public bool IsMultiline { get; init; }

    /// <summary>Whether it is a name, in which a colon, a tab and line ends are forbidden.</summary>
    public bool IsName { get; init; }

    /// <summary>Whether it may only be read: names are set at creation (rule 6.4).</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether it is part of an address, which is written as a whole.</summary>
    public bool IsInAddress => this is AddressPart or AddressLines;

    /// <summary>Whether a part of its address is it, or one of its lines.</summary>
    public bool Holds(string part) => this switch
    {
        AddressPart own => own.Part == part,
        AddressLines lines => Enumerable.Range(lines.First, lines.Count).Any(line => CustomerMembers.Line(line) == part),
        _ => false,
    };

    /// <summary>The value on a customer; null if blank.</summary>
    public abstract string? Read(JObject customer);

    /// <summary>Puts a value into a request.</summary>
    /// <param name="body">The request's customer.</param>
    /// <param name="value">The value; null takes it out, which clears it in a full update and in an address.</param>
    public abstract void Write(JObject body, string? value);

    /// <summary>Puts what probably clears it into a sparse update: a blank, never null.</summary>
    public abstract void Blank(JObject body);

    /// <summary>A text that stands in a customer; null if it is blank or no text.</summary>
    protected static string? TextOf(JToken? token) =>
        token is JValue { Value: not null } value && value.ToString(System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    /// <summary>The object of that name in a request, made where it is missing.</summary>
    protected static JObject ObjectIn(JObject body, string name)
    {
        if (body[name] is not JObject present)
            body[name] = present = [];
        return present;
    }

    /// <summary>A text such as <c>GivenName</c>.</summary>
    internal sealed record Text(string Name) : CustomerMember(Name)
    {
        /// <inheritdoc/>
        public override string? Read(JObject customer) => TextOf(customer[Name]);

        /// <inheritdoc/>
        public override void Write(JObject body, string? value)
        {
            if (value is null)
                body.Remove(Name);
            else
                body[Name] = value;
        }

        /// <inheritdoc/>
        public override void Blank(JObject body) => body[Name] = "";
    }

    /// <summary>A text in an object of its own, such as <c>PrimaryPhone.FreeFormNumber</c>.</summary>
    internal sealed record Wrapped(string Name, string Inner) : CustomerMember(Name)
    {
        /// <inheritdoc/>
        public override string? Read(JObject customer) => TextOf((customer[Name] as JObject)?[Inner]);

        /// <inheritdoc/>
        public override void Write(JObject body, string? value)
        {
            if (value is null)
                body.Remove(Name);
            else
                body[Name] = new JObject { [Inner] = value };
        }

        /// <inheritdoc/>
        public override void Blank(JObject body) => body[Name] = new JObject { [Inner] = "" };
    }

    /// <summary>A part of an address, such as <c>BillAddr.City</c>.</summary>
    internal sealed record AddressPart(string Name, string Part) : CustomerMember(Name)
    {
        /// <inheritdoc/>
        public override string? Read(JObject customer) => TextOf((customer[Name] as JObject)?[Part]);

        /// <inheritdoc/>
        public override void Write(JObject body, string? value) => Set(ObjectIn(body, Name), Part, value);

        /// <inheritdoc/>
        public override void Blank(JObject body) => ObjectIn(body, Name)[Part] = "";
    }

    /// <summary>Lines of an address, such as <c>BillAddr.Line1…5</c>, one line each.</summary>
    internal sealed record AddressLines(string Name, int First, int Last) : CustomerMember(Name)
    {
        /// <summary>How many lines there are.</summary>
        public int Count => Last - First + 1;

        /// <inheritdoc/>
        public override string? Read(JObject customer)
        {
            if (customer[Name] is not JObject address)
                return null;
            var lines = Enumerable.Range(First, Count).Select(line => TextOf(address[CustomerMembers.Line(line)]) ?? "");
            return string.Join('\n', lines).TrimEnd('\n') is { Length: > 0 } text ? text : null;
        }

        /// <inheritdoc/>
        public override void Write(JObject body, string? value)
        {
            var address = ObjectIn(body, Name);
            var lines = value?.Split('\n') ?? [];
            for (var line = 0; line < Count; line++)
                Set(address, CustomerMembers.Line(First + line), line < lines.Length && lines[line].Length > 0 ? lines[line] : null);
        }

        /// <inheritdoc/>
        public override void Blank(JObject body)
        {
            var address = ObjectIn(body, Name);
            for (var line = First; line <= Last; line++)
                address[CustomerMembers.Line(line)] = "";
        }
    }

    private static void Set(JObject address, string part, string? value)
    {
        if (value is null)
            address.Remove(part);
        else
            address[part] = value;
    }
}
