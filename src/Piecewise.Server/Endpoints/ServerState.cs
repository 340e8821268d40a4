using Microsoft.Extensions.Logging;
using Piecewise.Server.Metrics;

namespace Piecewise.Server.Endpoints;

/// <summary>What all models of a server share: its options, what it measures, which requests are open.</summary>
/// <param name="options">Whom to serve, and how much.</param>
/// <param name="logger">Is told what fails.</param>
/// <param name="aborted">Ends all work.</param>
internal sealed class ServerState(ServerOptions options, ILogger logger, CancellationToken aborted)
{
    public ServerOptions Options => options;

    public ILogger Logger => logger;

    public CancellationToken Aborted => aborted;

    public ServerMetrics Metrics { get; } = new();

    /// <summary>The requests that are being worked on.</summary>
    public OpenRequests Open { get; } = new();

    /// <summary>When it began to serve, in seconds since 1970.</summary>
    public long Since { get; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
}
