using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Piecewise.Extensions;

/// <summary>Says whether the models are loaded and take texts, with what they are doing.</summary>
internal sealed class ModelHealthCheck(IEnumerable<IModelHost> hosts) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (hosts.FirstOrDefault(h => !h.IsReady) is { } host)
        {
            return Task.FromResult(new HealthCheckResult(
                context.Registration.FailureStatus, host.IsStopping ? "The model is being stopped." : "The model is not loaded yet."));
        }
        var state = hosts.SelectMany(h => h.State).ToDictionary();
        return Task.FromResult(HealthCheckResult.Healthy(string.Join(", ", state.Select(s => $"{s.Key} {s.Value}")), state));
    }
}
