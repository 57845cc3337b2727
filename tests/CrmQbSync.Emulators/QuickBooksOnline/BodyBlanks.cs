using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>What blanks and nulls in a body mean to the service.</summary>
internal sealed class BodyBlanks(QuickBooksKnobs knobs)
{
    /// <summary>Drops what a new customer says nothing by.</summary>
    public static void Drop(JObject body)
    {
        foreach (var blank in body.Descendants().OfType<JProperty>().Where(member => IsBlank(member.Value)).ToList())
            blank.Remove();
        foreach (var empty in body.Properties().Where(member => member.Value is JObject { HasValues: false }).ToList())
            empty.Remove();
    }

    /// <summary>Takes blanks and nulls out of an update; gives the members that they clear.</summary>
    public List<string> Take(JObject body, bool sparse)
    {
        var cleared = new List<string>();
        foreach (var member in body.Properties().ToList())
        {
            if (CustomerShape.IsAddress(member.Name) && member.Value is JObject address)
                TakeAddressBlanks(member, address, sparse, cleared);
            else if (IsBlank(member.Value) || (member.Value is JObject wrapped && wrapped.HasValues && wrapped.Properties().All(inner => IsBlank(inner.Value))))
            {
                if (Means(member, sparse) == BlankMeaning.Clears)
                    cleared.Add(member.Name);
                member.Remove();
            }
        }
        return cleared;
    }

    private void TakeAddressBlanks(JProperty member, JObject address, bool sparse, List<string> cleared)
    {
        var blanks = address.Properties().Where(part => IsBlank(part.Value)).ToList();
        if (blanks.Any(part => Means(part, sparse) == BlankMeaning.Refused))
            throw ApiFault.BadJson();
        if (sparse && knobs.SparseAddressIsMerged && blanks.Any(part => Means(part, sparse) == BlankMeaning.Clears))
            return;
        blanks.ForEach(part => part.Remove());
        if (address.HasValues)
            return;
        cleared.Add(member.Name);
        member.Remove();
    }

    private BlankMeaning Means(JProperty member, bool sparse)
    {
        if (!sparse)
            return BlankMeaning.Clears;
        var isNull = member.Value.Type == JTokenType.Null;
        var meaning = isNull ? knobs.SparseNull : knobs.SparseBlank;
        return meaning == BlankMeaning.Refused ? throw ApiFault.Length(member.Name, 1, 0) : meaning;
    }

    /// <summary>Whether a value says nothing.</summary>
    public static bool IsBlank(JToken value) => value.Type == JTokenType.Null || (value.Type == JTokenType.String && ((string)value!).Length == 0);

    /// <summary>Texts are stored without the white space around them.</summary>
    public static void Trim(JObject body)
    {
        foreach (var text in body.Descendants().OfType<JValue>().Where(value => value.Type == JTokenType.String))
            text.Value = ((string)text!).Trim();
    }
}
