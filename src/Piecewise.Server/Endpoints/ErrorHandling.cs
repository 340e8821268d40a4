using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Piecewise.Server.Metrics;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>Makes answers of errors: what the client did wrong, what the engine refuses, and mistakes of ours, which are logged.</summary>
internal static partial class ErrorHandling
{
    public static async Task RunAsync(HttpContext context, ServerState server, Func<HttpContext, Task> next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e)
        {
            var error = ErrorFor(e, server.Logger);
            ServerMetrics.Count(server.Metrics.Refused, error.Code ?? error.Type);
            if (context.Response.HasStarted)
            {
                // What was sent looks whole unless the connection ends with it.
                context.Abort();
                return;
            }
            await AnswerAsync(context, error).ConfigureAwait(false);
        }
    }

    /// <summary>Makes an error the answer, of which nothing was sent yet.</summary>
    public static Task AnswerAsync(HttpContext context, ApiException error)
    {
        context.Response.Clear();
        context.Response.StatusCode = error.Status;
        context.Response.Headers.RetryAfter = error.RetryAfter?.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.Allow = error.Allow;
        context.Response.Headers.WWWAuthenticate = error.Status == 401 ? "Bearer" : null;
        return JsonAnswer.WriteAsync(context, error.Response, ServerJson.Shared.ErrorResponse);
    }

    /// <summary>The answer to an exception; what is no fault of the client's is logged.</summary>
    public static ApiException ErrorFor(Exception e, ILogger logger)
    {
        var error = e is BadHttpRequestException bad
            ? new ApiException(bad.StatusCode, bad.StatusCode == 413 ? "The body is too large for this server." : bad.Message)
            {
                Code = bad.StatusCode == 413 ? "body_too_large" : "bad_request",
            }
            : EngineErrors.Translate(e) ?? ApiException.Internal("Something went wrong inside the server; its log says what.");
        if (error.Status == 500)
        {
            LogFailure(logger, e);
        }
        return error;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A request failed")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
