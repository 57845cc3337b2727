using Polly;
using Polly.Retry;

namespace CrmQbSync.Connections.Http;

/// <summary>Repeats what may go better: waits as long as the service says, else 2, 4, 8, … seconds, at most a minute, spread by chance.</summary>
internal sealed class Retries
{
    /// <summary>How many attempts follow the first at most.</summary>
    public const int Most = 5;

    /// <summary>A service that says to wait longer than this is not waited for: the run ends and says when to go on.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestOwnWait = TimeSpan.FromSeconds(60);

    private readonly WebServices _web;
    private readonly ResiliencePipeline<Attempt> _pipeline;

    /// <summary>Repeats by the clock and the chance of <paramref name="web"/>.</summary>
    public Retries(WebServices web)
    {
        _web = web;
        _pipeline = new ResiliencePipelineBuilder<Attempt> { TimeProvider = web.Clock }
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { Again: true }),
                MaxRetryAttempts = Most,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstWait,
                MaxDelay = LongestOwnWait,
                Randomizer = web.Jitter,
                DelayGenerator = arguments => ValueTask.FromResult(Spread(arguments.Outcome.Result?.Wait)),
                OnRetry = Tell,
            })
            .Build();
    }

    /// <summary>Attempts until one is not to be repeated, or there were enough.</summary>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Ends the waiting and the attempt.</param>
    public async Task<Attempt> RunAsync(Func<CancellationToken, ValueTask<Attempt>> attempt, CancellationToken cancellationToken) =>
        await _pipeline.ExecuteAsync(attempt, cancellationToken).ConfigureAwait(false);

    /// <summary>A wait that the service asks for is never cut short; callers that wait together do not come back together.</summary>
    private TimeSpan? Spread(TimeSpan? wait) => wait + TimeSpan.FromSeconds(_web.Jitter());

    private ValueTask Tell(OnRetryArguments<Attempt> arguments)
    {
        var reason = arguments.Outcome.Result?.Error?.Message;
        _web.Log.Verbose($"{reason} Attempt {arguments.AttemptNumber + 2} of {Most + 1} in {arguments.RetryDelay.TotalSeconds:0.0} s.");
        return ValueTask.CompletedTask;
    }
}
