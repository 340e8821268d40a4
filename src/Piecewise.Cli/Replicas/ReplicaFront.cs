using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Piecewise.Cli.Output;
using Piecewise.Server;
using Piecewise.Server.Endpoints;
using Piecewise.Server.Protocol;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Transforms;

namespace Piecewise.Cli.Replicas;

/// <summary>
/// What clients of several replicas speak to: it checks who they are, and hands each request to one replica. What that one begins to answer
/// is the answer; nothing is tried twice but a connection that a replica did not take.
/// </summary>
internal sealed class ReplicaFront : IAsyncDisposable
{
    private const string Cluster = "replicas";
    private static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(2);

    private readonly WebApplication application;
    private readonly InMemoryConfigProvider proxied = new([Route()], [Replicas(new Dictionary<int, Uri>())]);
    private readonly AccessCheck access;
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private IReadOnlyDictionary<int, Uri> ready = new Dictionary<int, Uri>();
    private volatile bool isStopping;

    /// <param name="options">Where to listen, and whom to serve.</param>
    /// <param name="key">What replicas want to be shown.</param>
    public ReplicaFront(ServerOptions options, string key)
    {
        options.Validate();
        access = new AccessCheck(options);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address!, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        });
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddSingleton<ILoadBalancingPolicy, AffinityPolicy>();
        builder.Services.AddSingleton<IProxyConfigProvider>(proxied);
        builder.Services.AddReverseProxy().AddTransforms(transforms => transforms.AddRequestTransform(request =>
        {
            request.ProxyRequest.Headers.Authorization = client.DefaultRequestHeaders.Authorization;
            return ValueTask.CompletedTask;
        }));
        application = builder.Build();
        application.Use(AnswerAsync);
        application.MapReverseProxy(proxy =>
        {
            proxy.Use(ForwardAsync);
            proxy.UseLoadBalancing();
        });
    }

    /// <summary>Where it listens; known once it is started.</summary>
    public Uri Address => new(
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public Task StartAsync(CancellationToken cancellation) => application.StartAsync(cancellation);

    /// <summary>These serve now. Requests that others work on go on there.</summary>
    public void Use(IReadOnlyDictionary<int, Uri> replicas)
    {
        ready = replicas;
        proxied.Update([Route()], [Replicas(replicas)]);
    }

    /// <summary>Takes no new requests.</summary>
    public void Close() => isStopping = true;

    public async ValueTask DisposeAsync()
    {
        using var end = new CancellationTokenSource(AfterStop);
        await application.StopAsync(end.Token);
        await application.DisposeAsync();
        client.Dispose();
    }

    private static RouteConfig Route() => new()
    {
        RouteId = "all",
        ClusterId = Cluster,
        Match = new RouteMatch { Path = "{**path}" },
    };

    private static ClusterConfig Replicas(IReadOnlyDictionary<int, Uri> replicas) => new()
    {
        ClusterId = Cluster,
        LoadBalancingPolicy = AffinityPolicy.PolicyName,
        Destinations = replicas.ToDictionary(
            r => r.Key.ToString(CultureInfo.InvariantCulture), r => new DestinationConfig { Address = r.Value.ToString() },
            StringComparer.Ordinal),
        HealthCheck = new HealthCheckConfig
        {
            AvailableDestinationsPolicy = "HealthyAndUnknown",
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Interval = TimeSpan.FromSeconds(2),
                Timeout = TimeSpan.FromSeconds(5),
                Policy = "ConsecutiveFailures",
                Path = "/health",
            },
        },
        // An answer that is no stream comes when it is whole.
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromDays(1) },
    };

    // What the front says itself; errors become answers in OpenAI's form.
    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            var path = context.Request.Path.Value ?? "";
            access.Check(context, path);
            switch (path)
            {
                case "/health":
                    await JsonAnswer.WriteAsync(context, """{"status":"ok"}"""u8.ToArray());
                    break;
                case "/ready" when !isStopping && ready.Count > 0:
                    await JsonAnswer.WriteAsync(context, """{"status":"ready"}"""u8.ToArray());
                    break;
                case "/metrics":
                    context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                    await context.Response.WriteAsync(await MetricsAsync(context.RequestAborted), context.RequestAborted);
                    break;
                default:
                    if (isStopping)
                        throw ApiException.Stopping();
                    await next(context);
                    break;
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await ErrorHandling.AnswerAsync(context, ErrorHandling.ErrorFor(e, StandardErrorLogger.Shared));
        }
    }

    // The proxy's own part: balancing and forwarding come next.
    private static async Task ForwardAsync(HttpContext context, RequestDelegate next)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Items[AffinityPolicy.Prefix] = PromptPrefix.Of(body.GetBuffer().AsSpan(0, (int)body.Length));
        var proxy = context.GetReverseProxyFeature();
        while (true)
        {
            body.Position = 0;
            context.Request.Body = body;
            await next(context);
            if (context.Features.Get<IForwarderErrorFeature>() is not { } failure || context.Response.HasStarted
                || context.RequestAborted.IsCancellationRequested)
            {
                return;
            }
            if (failure.Error == ForwarderError.NoAvailableDestinations)
            {
                throw new ApiException(503, "No replica serves now; one is being started.")
                {
                    Type = ApiException.ServerError,
                    Code = "no_replica",
                    RetryAfter = 1,
                };
            }
            // One that took no connection has not seen the request.
            if (failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
                && proxy.AvailableDestinations.Count > 1)
            {
                proxy.AvailableDestinations = [.. proxy.AvailableDestinations.Where(d => d != proxy.ProxiedDestination)];
                proxy.ProxiedDestination = null;
                context.Features.Set<IForwarderErrorFeature>(null);
                context.Response.Clear();
                continue;
            }
            throw new ApiException(502, "The replica that worked on this request has ended. The request may be sent again.")
            {
                Type = ApiException.ServerError,
                Code = "replica_lost",
            };
        }
    }

    private async Task<string> MetricsAsync(CancellationToken cancellation)
    {
        var texts = await Task.WhenAll(ready.Select(async replica => KeyValuePair.Create(replica.Key, await TextAsync(replica.Value))));
        return ReplicaMetrics.Merge(texts);

        // One that has just ended has none.
        async Task<string> TextAsync(Uri address)
        {
            try
            {
                return await client.GetStringAsync(new Uri(address, "/metrics"), cancellation);
            }
            catch (Exception e) when (e is HttpRequestException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                return "";
            }
        }
    }

    // Signals belong to the command.
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
