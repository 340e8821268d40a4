using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Piecewise.Llm;
using Piecewise.Server.Endpoints;

namespace Piecewise.Server;

/// <summary>A language model, or an encoder, among the endpoints of an ASP.NET Core application.</summary>
public static class PiecewiseEndpoints
{
    private static readonly string[] Patterns = ["/v1/{**path}", "/tokenize", "/detokenize", "/metrics", "/openapi.json"];

    /// <summary>
    /// Answers OpenAI's clients at <c>/v1</c>, and <c>/tokenize</c>, <c>/detokenize</c>, <c>/metrics</c> and <c>/openapi.json</c>, by the
    /// application's <see cref="Engine"/> or <see cref="EmbeddingModel"/>, one of which must be among its services. Where the application
    /// listens and how it stops is its own business; of the options host, port and the time to drain do not count.
    /// </summary>
    /// <param name="endpoints">The application's, at its root.</param>
    /// <param name="options">Whom to serve, and how much; null: the defaults.</param>
    /// <returns>For conventions, such as limits of rates and authorization, of all of them.</returns>
    /// <exception cref="ArgumentException">An option has a value outside its range.</exception>
    public static IEndpointConventionBuilder MapPiecewise(this IEndpointRouteBuilder endpoints, ServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        options ??= new ServerOptions();
        options.Validate();
        var services = endpoints.ServiceProvider;
        // With the first request: the model is loaded when the application starts.
        var routes = new Lazy<Routes>(() =>
        {
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Piecewise.Server");
            var server = new ServerState(options, logger, CancellationToken.None);
            var encoder = services.GetService<EmbeddingModel>();
            // Where there is neither, it says what is missing.
            var engine = encoder is null ? services.GetRequiredService<Engine>() : services.GetService<Engine>();
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(server.Open.Close);
            return Routes.Of(server, engine, encoder);
        });
        var group = endpoints.MapGroup("");
        foreach (var pattern in Patterns)
        {
            group.Map(pattern, context =>
            {
                if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
                {
                    body.MaxRequestBodySize = options.MaxBodyBytes;
                }
                return routes.Value.AnswerAsync(context);
            });
        }
        return group;
    }
}
