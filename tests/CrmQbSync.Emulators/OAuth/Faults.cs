using System.Text;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.OAuth;

/// <summary>Faults of a web service.</summary>
public static class Faults
{
    /// <summary>A status with a body, and perhaps a header.</summary>
    public static Func<HttpContext, Task> Status(int status, string? retryAfter = null, Action? before = null) => context =>
    {
        before?.Invoke();
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return PlainService.RespondAsync(context, status, new JObject { ["code"] = $"FAULT_{status}", ["message"] = "switched on" });
    };

    /// <summary>The connection is reset without an answer.</summary>
    public static Func<HttpContext, Task> Reset(Action? before = null) => context =>
    {
        before?.Invoke();
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>The answer breaks off in its middle.</summary>
    public static Func<HttpContext, Task> Torn(Action? before = null) => async context =>
    {
        before?.Invoke();
        context.Response.ContentLength = 1000;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("{\"ok\":"));
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    /// <summary>The answer is cut short though the transport says that it is whole.</summary>
    public static Func<HttpContext, Task> Cut(Action? before = null) => context =>
    {
        before?.Invoke();
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("{\"ok\":")).AsTask();
    };

    /// <summary>No answer until the client goes away.</summary>
    public static Func<HttpContext, Task> Silence(Action? begun = null) => async context =>
    {
        begun?.Invoke();
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(() => gone.TrySetResult());
        await gone.Task;
    };
}
