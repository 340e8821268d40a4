using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Piecewise.Llm;

namespace Piecewise.Extensions;

/// <summary>Language models as services of an application.</summary>
public static class PiecewiseServices
{
    /// <summary>
    /// Adds a model that is loaded when the application starts: an <see cref="IChatClient"/>, and the <see cref="Llm.Engine"/> under it for
    /// whoever wants tokens. When the application stops, texts that run may end.
    /// </summary>
    /// <param name="services">The application's.</param>
    /// <param name="configure">Says which model; what is wrong is said when the application starts.</param>
    public static IServiceCollection AddPiecewiseChat(this IServiceCollection services, Action<PiecewiseChatOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<PiecewiseChatOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PiecewiseChatOptions>, PiecewiseChatOptionsCheck>();
        services.AddSingleton<ModelHost>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<ModelHost>());
        services.AddSingleton<IModelHost>(s => s.GetRequiredService<ModelHost>());
        // Not a transient one: whoever asked for it in a scope would end it with the scope.
        services.AddSingleton(s => s.GetRequiredService<ModelHost>().Engine);
        services.AddSingleton<IChatClient>(s =>
        {
            var options = s.GetRequiredService<IOptions<PiecewiseChatOptions>>().Value;
            var host = s.GetRequiredService<ModelHost>();
            return new PiecewiseChatClient(
                () => host.Engine, options.ModelName, options.ChatTemplate, options.ToolFormat, options.ReasoningFormat);
        });
        return services;
    }

    /// <summary>
    /// Adds an encoder that is loaded when the application starts: an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>, and the
    /// <see cref="EmbeddingModel"/> under it.
    /// </summary>
    /// <param name="services">The application's.</param>
    /// <param name="configure">Says which model; what is wrong is said when the application starts.</param>
    public static IServiceCollection AddPiecewiseEmbeddings(
        this IServiceCollection services, Action<PiecewiseEmbeddingsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<PiecewiseEmbeddingsOptions>().Configure(configure).Validate(
            o => o.Load is not null,
            "AddPiecewiseEmbeddings needs a model: set Load, as in o => o.Load = (_, c) => EmbeddingModel.LoadAsync(\"encoder.pt2\").")
            .ValidateOnStart();
        services.AddSingleton<EmbeddingHost>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<EmbeddingHost>());
        services.AddSingleton<IModelHost>(s => s.GetRequiredService<EmbeddingHost>());
        services.AddSingleton(s => s.GetRequiredService<EmbeddingHost>().Model);
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(s => new PiecewiseEmbeddingGenerator(
            () => s.GetRequiredService<EmbeddingHost>().Model,
            s.GetRequiredService<IOptions<PiecewiseEmbeddingsOptions>>().Value.ModelName));
        return services;
    }

    /// <summary>Adds a check that fails until all models are loaded, and once one is being stopped.</summary>
    /// <param name="checks">The application's.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="tags">For endpoints that ask some checks only.</param>
    public static IHealthChecksBuilder AddPiecewise(
        this IHealthChecksBuilder checks, string name = "piecewise", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.AddCheck<ModelHealthCheck>(name, null, tags ?? ["ready"]);
    }
}
