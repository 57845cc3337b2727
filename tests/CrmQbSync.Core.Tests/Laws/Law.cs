using System.Globalization;
using CrmQbSync.Tests.Doubles;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace CrmQbSync.Tests.Laws;

/// <summary>
/// Checks a law with generated scenarios. The same ones every time, unless the environment says otherwise:
/// <c>CRMQBSYNC_LAW_TESTS</c> is how many scenarios, with a new seed each time; <c>CRMQBSYNC_LAW_SEED</c> is a seed that a failure printed.
/// </summary>
internal static class Law
{
    private const int UsualTests = 250;

    /// <summary>A law over every run of a scenario.</summary>
    /// <param name="judge">Says what is wrong with a run; nothing if all is well.</param>
    public static void HoldsForRuns(Func<RunObservation, IEnumerable<string>> judge) =>
        Holds(scenario => ScenarioPlay.PlayAsync(scenario, run =>
        {
            Demand(judge(run));
            return Task.CompletedTask;
        }));

    /// <summary>A law over scenarios.</summary>
    /// <param name="check">Throws if the law does not hold.</param>
    /// <param name="share">The part of the usual number of scenarios, for laws that play each many times.</param>
    /// <param name="pool">What people are made of; null for the usual.</param>
    public static void Holds(Func<Scenario, Task> check, double share = 1, Pool? pool = null)
    {
        var asked = Environment.GetEnvironmentVariable("CRMQBSYNC_LAW_TESTS");
        var tests = asked is null ? UsualTests : int.Parse(asked, CultureInfo.InvariantCulture);
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(Math.Max(1, (int)(tests * share)))
            .WithReplay(Seed(asked is not null));
        Check.One(config, Prop.ForAll(Scenarios.Over(pool ?? Pools.Usual), scenario => Task.Run(() => check(scenario)).GetAwaiter().GetResult()));
    }

    /// <summary>Fails with everything that is wrong, if anything is.</summary>
    public static void Demand(IEnumerable<string> violations)
    {
        var found = violations.Distinct().ToArray();
        if (found.Length > 0)
            throw new LawViolationException(string.Join('\n', found));
    }

    /// <summary>Fails if a double was used against its contract.</summary>
    public static void DemandProper(World world) => Demand(world.Guard.Breaches.Select(breach => "A contract is broken: " + breach));

    private static FSharpOption<Replay> Seed(bool isNew)
    {
        var given = Environment.GetEnvironmentVariable("CRMQBSYNC_LAW_SEED");
        var rnd = given is not null
            ? new Rnd(ulong.Parse(given.Split(',')[0], CultureInfo.InvariantCulture), ulong.Parse(given.Split(',')[1], CultureInfo.InvariantCulture))
            : isNew ? new Rnd((ulong)DateTime.UtcNow.Ticks) : new Rnd(20260105);
        return FSharpOption<Replay>.Some(new Replay(rnd, FSharpOption<int>.None));
    }
}
