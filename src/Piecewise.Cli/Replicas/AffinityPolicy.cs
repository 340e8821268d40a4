using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Piecewise.Cli.Replicas;

/// <summary><see cref="PrefixAffinity"/> for the proxy.</summary>
internal sealed class AffinityPolicy : ILoadBalancingPolicy
{
    public const string PolicyName = "prefix";

    /// <summary>Under which a request's beginning is found among its items.</summary>
    public static readonly object Prefix = new();

    private readonly PrefixAffinity affinity = new();

    public string Name => PolicyName;

    public DestinationState? PickDestination(
        HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations) =>
        availableDestinations.Count == 0
            ? null
            : availableDestinations[affinity.Choose(
                context.Items[Prefix] as IReadOnlyList<ulong> ?? [],
                [.. availableDestinations.Select(d => (d.DestinationId, d.ConcurrentRequestCount))])];
}
