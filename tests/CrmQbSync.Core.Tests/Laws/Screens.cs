namespace CrmQbSync.Tests.Laws;

/// <summary>
/// Scenarios as people at the screens of a web service or a company file play them: their fields have one line, of some length, and only letters that
/// all of them take. What a service makes of others is tested with it.
/// </summary>
internal static class Screens
{
    private const int Length = 30;

    public static Scenario AtScreens(this Scenario scenario) => scenario with
    {
        Crm = [.. scenario.Crm.Select(Typed)],
        Qb = [.. scenario.Qb.Select(Typed)],
        Steps = [.. scenario.Steps.Select(step => step switch
        {
            AddStep add => add with { Seed = Typed(add.Seed) },
            EditStep edit => edit with { Value = Typed(edit.Value) },
            _ => step,
        })],
    };

    private static Seed Typed(Seed seed) => seed with { Values = seed.Values.SetItems(seed.Values.Select(pair => KeyValuePair.Create(pair.Key, Typed(pair.Value)))) };

    private static string? Typed(string? value) => value is null
        ? null
        : string.Concat(value.Normalize().ReplaceLineEndings(" ").Where(letter => letter <= '\u00FF').Take(Length));
}
