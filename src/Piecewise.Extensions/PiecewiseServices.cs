using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

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
        services.AddTransient(s => s.GetRequiredService<ModelHost>().Engine);
        services.AddSingleton<IChatClient>(s =>
        {
            var options = s.GetRequiredService<IOptions<PiecewiseChatOptions>>().Value;
            var host = s.GetRequiredService<ModelHost>();
            return new PiecewiseChatClient(() => host.Engine, options.ModelName, options.ChatTemplate, options.ToolFormat);
        });
        return services;
    }

    /// <summary>Adds a check that fails until the model is loaded, and once it is being stopped.</summary>
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
