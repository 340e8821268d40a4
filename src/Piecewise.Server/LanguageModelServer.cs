using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Piecewise.Llm;
using Piecewise.Server.Endpoints;
using Piecewise.Tensors;

namespace Piecewise.Server;

/// <summary>
/// Serves a language model over HTTP as OpenAI's clients expect it (docs/serving.md): <c>/v1/completions</c>, <c>/v1/chat/completions</c>,
/// <c>/v1/models</c>; or an encoder: <c>/v1/embeddings</c>. And beside them what counts tokens, tells whether it is well, and measures.
/// </summary>
public sealed class LanguageModelServer : IAsyncDisposable
{
    private static readonly TimeSpan AfterAbort = TimeSpan.FromSeconds(2);

    private readonly ServerState server;
    private readonly WebApplication application;
    private readonly CancellationTokenSource aborted = new();

    /// <param name="engine">What makes the texts. It stays the caller's, and must outlive the server.</param>
    /// <param name="options">Where to listen and whom to serve; null: the defaults.</param>
    /// <param name="logger">Is told what fails; null for nobody.</param>
    /// <exception cref="ArgumentException">An option has a value outside its range.</exception>
    /// <exception cref="PiecewiseException">The chat template is malformed.</exception>
    public LanguageModelServer(Engine engine, ServerOptions? options = null, ILogger? logger = null)
        : this(engine ?? throw new ArgumentNullException(nameof(engine)), null, options, logger)
    {
    }

    /// <summary>Serves an encoder: <c>/v1/embeddings</c>.</summary>
    /// <param name="model">What makes the vectors. It stays the caller's, and must outlive the server.</param>
    /// <param name="options">Where to listen and whom to serve; null: the defaults.</param>
    /// <param name="logger">Is told what fails; null for nobody.</param>
    /// <exception cref="ArgumentException">An option has a value outside its range.</exception>
    /// <exception cref="NotALanguageModelException">The encoder has no tokenizer.</exception>
    public LanguageModelServer(EmbeddingModel model, ServerOptions? options = null, ILogger? logger = null)
        : this(null, model ?? throw new ArgumentNullException(nameof(model)), options, logger)
    {
    }

    private LanguageModelServer(Engine? engine, EmbeddingModel? encoder, ServerOptions? options, ILogger? logger)
    {
        options ??= new ServerOptions();
        options.Validate();
        server = new ServerState(options, logger ?? NullLogger.Instance, aborted.Token);
        // Nothing from the environment, no settings file, no signals: what is not said here does not happen.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address!, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        application = builder.Build();
        application.Run(Routes.Of(server, engine, encoder).AnswerAsync);
    }

    /// <summary>Where it listens; known once it is started.</summary>
    public Uri Address => new(
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellation = default) => application.StartAsync(cancellation);

    /// <summary>
    /// Takes no new requests, waits for those that run (<see cref="ServerOptions.DrainTimeout"/>), ends what runs then, and stops. New
    /// requests get status 503 meanwhile, so that a balancer sends them elsewhere.
    /// </summary>
    /// <param name="now">Ends the waiting.</param>
    public async Task StopAsync(CancellationToken now = default)
    {
        server.Open.Close();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(now);
        deadline.CancelAfter(server.Options.DrainTimeout);
        await server.Open.WhenIdleAsync(deadline.Token).ConfigureAwait(false);
        await aborted.CancelAsync().ConfigureAwait(false);
        using var end = new CancellationTokenSource(AfterAbort);
        await application.StopAsync(end.Token).ConfigureAwait(false);
    }

    /// <summary>Ends at once.</summary>
    public async ValueTask DisposeAsync()
    {
        server.Open.Close();
        await aborted.CancelAsync().ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
        aborted.Dispose();
    }

    // Signals belong to the application.
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
