using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Piecewise.Llm;

namespace Piecewise.Extensions;

/// <summary>
/// Loads the model when the application starts, before it takes requests, and lets texts that run end when it stops.
/// </summary>
/// <param name="services">For whoever makes the model.</param>
/// <param name="options">Which model.</param>
internal sealed class ModelHost(IServiceProvider services, IOptions<PiecewiseChatOptions> options)
    : IHostedService, IModelHost, IAsyncDisposable
{
    private LanguageModel? model;
    private Engine? engine;

    public bool IsReady => engine is { } there && there.State.Blocks >= 0 && !IsStopping;

    public bool IsStopping { get; private set; }

    public IReadOnlyDictionary<string, object> State
    {
        get
        {
            var state = Engine.State;
            return new Dictionary<string, object>
            {
                ["running"] = state.Running,
                ["waiting"] = state.Waiting,
                ["blocks_used"] = state.BlocksUsed,
            };
        }
    }

    /// <exception cref="InvalidOperationException">The application has not started.</exception>
    public Engine Engine => engine ?? throw new InvalidOperationException(
        "The model is not loaded yet: it is loaded when the host starts (host.StartAsync, or app.Run).");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        model = await options.Value.Load!(services, cancellationToken).ConfigureAwait(false);
        engine = new Engine(model, options.Value.Engine);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IsStopping = true;
        if (engine is not null)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            enough.CancelAfter(options.Value.DrainTimeout);
            await engine.DrainAsync().WaitAsync(enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        IsStopping = true;
        if (engine is not null)
        {
            await engine.DisposeAsync().ConfigureAwait(false);
        }
        model?.Dispose();
    }
}
