using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Piecewise.Extensions;

/// <summary>Says whether the model is loaded and takes texts, with what it is doing.</summary>
internal sealed class ModelHealthCheck(ModelHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!host.IsReady)
        {
            return Task.FromResult(new HealthCheckResult(
                context.Registration.FailureStatus, host.IsStopping ? "The model is being stopped." : "The model is not loaded yet."));
        }
        var state = host.Engine.State;
        return Task.FromResult(HealthCheckResult.Healthy(
            $"{state.Running} texts run, {state.Waiting} wait.",
            new Dictionary<string, object>
            {
                ["running"] = state.Running,
                ["waiting"] = state.Waiting,
                ["blocks_used"] = state.BlocksUsed,
            }));
    }
}
