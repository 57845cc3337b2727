using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using CrmQbSync.Pipeline;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Pipeline;

/// <summary>Export-Csv writes what ToString gives for the value of each property, in the order of the properties.</summary>
public sealed class OutputShapeTests
{
    private static readonly DateTimeOffset Time = new(2026, 5, 6, 7, 8, 9, 123, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("en-US")]
    public void Every_time_reads_back_as_it_was_under_any_culture(string culture)
    {
        Assert.Contains(typeof(SyncRun), TypesWithTimes);
        Under(culture, () =>
        {
            foreach (var type in TypesWithTimes)
            {
                var cells = Cells(WithAllTimes(type)).ToDictionary(cell => cell.Name, cell => cell.Text);
                Assert.All(TimesOf(type), time => Assert.Equal(Time.ToString("o", CultureInfo.InvariantCulture), cells[time.Name]));
            }
        });
    }

    [Fact]
    public void The_columns_stay_in_the_order_of_the_type() =>
        Assert.All(
            TypesWithTimes,
            type => Assert.Equal(type.GetProperties().Select(property => property.Name), Cells(WithAllTimes(type)).Select(cell => cell.Name)));

    [Fact]
    public void A_time_is_a_time_all_the_same()
    {
        using var session = new ModuleSession();
        var run = OutputShape.Of(new SyncRun { StartedAt = Time });

        Assert.True((bool)session.Run("$args[0].StartedAt -is [DateTimeOffset]", run).Output.Single().BaseObject);
        Assert.Equal(2026, session.Run("$args[0].StartedAt.Year", run).Output.Single().BaseObject);
        Assert.Equal("2026", session.Run("$args[0].StartedAt.ToString('yyyy')", run).Texts.Single());
        Assert.Equal("06.05.2026", session.Run("$args[0].StartedAt.ToString('d', [cultureinfo]'de-DE')", run).Texts.Single());
        Assert.Equal("05-06", session.Run("'{0:MM-dd}' -f $args[0].StartedAt", run).Texts.Single());
        Assert.True((bool)session.Run("$args[0].StartedAt -gt [DateTimeOffset]'2026-01-01'", run).Output.Single().BaseObject);
        Assert.True((bool)session.Run("$args[0].StartedAt -eq $args[1]", run, Time).Output.Single().BaseObject);
    }

    [Fact]
    public void A_run_prints_alike_under_every_culture() =>
        Under("de-DE", () => Assert.Equal("Run 7: Succeeded", new SyncRun { SyncId = 7, Status = RunStatus.Succeeded, StartedAt = Time }.ToString()));

    [Fact]
    public void A_time_that_is_not_known_is_blank() =>
        Assert.Null(Cells(new SyncRun { StartedAt = Time }).Single(cell => cell.Name == "FinishedAt").Text);

    [Fact]
    public void A_contact_s_columns_stay_in_their_order_and_custom_fields_come_last()
    {
        string[] own = [.. typeof(Contact).GetProperties().Select(property => property.Name)];

        Assert.Equal(own, Cells(new Contact()).Select(cell => cell.Name));
        Assert.Equal(own, Cells(new Contact { ModifiedTime = Time }).Select(cell => cell.Name));
        Assert.Equal([.. own, "SecondPhone"], Cells(new Contact { CustomFields = [new("SecondPhone", "555")] }).Select(cell => cell.Name));
    }

    [Fact]
    public void A_contact_s_columns_hold_what_it_holds()
    {
        var contact = new Contact { Side = Side.Qb, Id = "7", ModifiedTime = Time, Deleted = true, Profile = "acme" };
        foreach (var field in typeof(Contact).GetProperties().Where(property => property.PropertyType == typeof(string) && property.Name is not ("Id" or "Profile")))
            field.SetValue(contact, "its " + field.Name);
        var shaped = (PSObject)OutputShape.Of(contact);

        Assert.All(typeof(Contact).GetProperties(), property => Assert.Equal(property.GetValue(contact), (shaped.Properties[property.Name].Value as PSObject)?.BaseObject ?? shaped.Properties[property.Name].Value));
    }

    [Fact]
    public void Custom_fields_are_note_properties()
    {
        var shaped = (PSObject)OutputShape.Of(new Contact { CustomFields = [new("SecondPhone", "555")] });

        Assert.IsType<PSNoteProperty>(shaped.Properties["SecondPhone"]);
        Assert.Equal("555", shaped.Properties["SecondPhone"].Value);
    }

    [Fact]
    public void An_object_that_comes_by_again_keeps_its_shape()
    {
        var run = new SyncRun { StartedAt = Time };
        OutputShape.Of(run);

        Assert.Equal(typeof(SyncRun).GetProperties().Length, Cells(run).Count);
    }

    /// <summary>Whatever a cmdlet gives that holds a time.</summary>
    private static IReadOnlyList<Type> TypesWithTimes { get; } =
    [
        .. typeof(OutputShape).Assembly.GetTypes()
            .SelectMany(cmdlet => cmdlet.GetCustomAttributes<OutputTypeAttribute>())
            .SelectMany(output => output.Type)
            .Select(output => output.Type)
            .Where(type => type.Assembly == typeof(SyncRun).Assembly && TimesOf(type).Any())
            .Distinct(),
    ];

    private static IEnumerable<PropertyInfo> TimesOf(Type type) =>
        type.GetProperties().Where(property => property.PropertyType == typeof(DateTimeOffset) || property.PropertyType == typeof(DateTimeOffset?));

    private static object WithAllTimes(Type type)
    {
        var value = Activator.CreateInstance(type)!;
        foreach (var time in TimesOf(type))
            time.SetValue(value, Time);
        return value;
    }

    private static List<(string Name, string? Text)> Cells(object value) =>
        [.. ((PSObject)OutputShape.Of(value)).Properties.Select(property => (property.Name, property.Value?.ToString()))];

    private static void Under(string culture, Action test)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            test();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
