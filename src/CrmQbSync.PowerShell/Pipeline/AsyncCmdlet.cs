using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet whose work is asynchronous and can be stopped at any time.</summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The engine's parts, made when first asked for.</summary>
    private protected Pipeline.Engine Engine => field ??= new Pipeline.Engine();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
    }

    /// <summary>Cancels the work.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Does work on another thread; its output, errors and questions come out here. An error of the engine ends the cmdlet.</summary>
    private protected void Run(Func<Pipeline.CmdletOutput, CancellationToken, Task> work)
    {
        try
        {
            Pipeline.PipelineThread.Run(
                (pipeline, token) =>
                {
                    var output = new Pipeline.CmdletOutput(this, pipeline);
                    Engine.Log.Attach(output);
                    return work(output, token);
                },
                _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or RuntimeException or FlowControlException))
        {
            ThrowTerminatingError(Pipeline.ErrorRecords.Of(Conceal(exception)));
        }
    }

    /// <summary>The error as it may be shown; cmdlets that work with a profile hide the values of its variables.</summary>
    private protected virtual Exception Conceal(Exception exception) => exception;

    /// <summary>Does something at once; an error of the engine ends the cmdlet.</summary>
    private protected T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SyncException exception)
        {
            ThrowTerminatingError(Pipeline.ErrorRecords.Of(Conceal(exception)));
            throw;
        }
    }

    /// <inheritdoc cref="Try{T}"/>
    private protected void Try(Action work) => Try<object?>(() =>
    {
        work();
        return null;
    });

    /// <summary>Whether the user wants to see what would happen.</summary>
    private protected bool IsWhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
            ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Whether a parameter was given, be it empty.</summary>
    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
