using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Piecewise.Llm;

namespace Piecewise.Extensions;

/// <summary>Loads the encoder when the application starts, before it takes requests.</summary>
/// <param name="services">For whoever makes the model.</param>
/// <param name="options">Which model.</param>
internal sealed class EmbeddingHost(IServiceProvider services, IOptions<PiecewiseEmbeddingsOptions> options)
    : IHostedService, IModelHost, IDisposable
{
    private EmbeddingModel? model;

    public bool IsReady => model is not null && !IsStopping;

    public bool IsStopping { get; private set; }

    public IReadOnlyDictionary<string, object> State => new Dictionary<string, object>
    {
        ["vectors_running"] = Model.State.Running,
        ["vectors_waiting"] = Model.State.Waiting,
    };

    /// <exception cref="InvalidOperationException">The application has not started.</exception>
    public EmbeddingModel Model => model ?? throw new InvalidOperationException(
        "The model is not loaded yet: it is loaded when the host starts (host.StartAsync, or app.Run).");

    public async Task StartAsync(CancellationToken cancellationToken) =>
        model = await options.Value.Load!(services, cancellationToken).ConfigureAwait(false);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        IsStopping = true;
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        IsStopping = true;
        model?.Dispose();
    }
}
