using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>An answer in pieces (server-sent events). Its status goes out with the first piece: errors before it have theirs.</summary>
/// <param name="response">Where it goes.</param>
internal sealed class EventStream(HttpResponse response)
{
    /// <summary>Whether it has begun: errors are pieces of it from here on.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Writes a piece; it is sent with the next <see cref="FlushAsync"/>.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> json)
    {
        if (!HasStarted)
        {
            HasStarted = true;
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers.CacheControl = "no-cache";
            // Proxies that collect answers would make one piece of all.
            response.Headers["X-Accel-Buffering"] = "no";
            await response.StartAsync().ConfigureAwait(false);
        }
        var writer = response.BodyWriter;
        writer.Write("data: "u8);
        writer.Write(json.Span);
        writer.Write("\n\n"u8);
    }

    /// <summary>Sends what was written. Waits where the client reads slower than pieces come.</summary>
    public async ValueTask FlushAsync(CancellationToken aborted) => await response.BodyWriter.FlushAsync(aborted).ConfigureAwait(false);

    /// <summary>Ends the stream with what went wrong.</summary>
    public async ValueTask FailAsync(ApiException error, CancellationToken aborted)
    {
        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(error.Response, ServerJson.Shared.ErrorResponse)).ConfigureAwait(false);
        await EndAsync(aborted).ConfigureAwait(false);
    }

    public async ValueTask EndAsync(CancellationToken aborted)
    {
        await WriteAsync("[DONE]"u8.ToArray()).ConfigureAwait(false);
        await FlushAsync(aborted).ConfigureAwait(false);
    }
}
