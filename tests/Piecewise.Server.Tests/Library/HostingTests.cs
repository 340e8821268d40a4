using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Piecewise.Compiler;
using Piecewise.Extensions;
using Piecewise.Llm;
using Piecewise.Server.Tests.Clients;
using Piecewise.Testing;

namespace Piecewise.Server.Tests.Library;

/// <summary>A model as a service of an application: its start, its health, its end.</summary>
public sealed class HostingTests
{
    private static readonly string Model = Path.Combine(Repository.Root, "samples", "jargon.pt2");

    [Fact]
    public async Task A_model_is_loaded_at_the_start_and_ends_with_the_application()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddPiecewiseChat(Configure);
        builder.Services.AddHealthChecks().AddPiecewise();
        using var host = builder.Build();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        await host.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        var chat = host.Services.GetRequiredService<IChatClient>();
        Assert.NotEmpty((await chat.GetResponseAsync("hacker: ", new ChatOptions { MaxOutputTokens = 8 })).Text);

        // What runs may end.
        var running = chat.GetResponseAsync("hacker: ", new ChatOptions { MaxOutputTokens = 300, Temperature = 0 });
        while (host.Services.GetRequiredService<Engine>().State.Running == 0)
        {
            await Task.Delay(1);
        }
        await host.StopAsync();
        Assert.Equal(ChatFinishReason.Length, (await running).FinishReason);
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
    }

    [Fact]
    public async Task What_is_wrong_with_options_is_said_at_the_start()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddPiecewiseChat(o =>
        {
            o.ToolFormat = "morse";
            o.Engine = new EngineOptions { MaxSequences = 0 };
        });
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(3, error.Failures.Count());
        Assert.Contains(error.Failures, f => f.Contains("morse", StringComparison.Ordinal));
        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<Engine>());
    }

    [Fact]
    public async Task An_application_answers_among_its_own_endpoints()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddPiecewiseChat(Configure);
        await using var app = builder.Build();
        app.MapPiecewise(new ServerOptions { ModelName = "jargon", MaxBodyBytes = 1000 });
        app.MapGet("/own", () => "mine");
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        using var client = new HttpClient { BaseAddress = new Uri(addresses.First()) };
        Assert.Equal("mine", await client.GetStringAsync("/own"));
        Assert.Contains("\"id\":\"jargon\"", await client.GetStringAsync("/v1/models"), StringComparison.Ordinal);
        Assert.Contains("piecewise:", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        using var body = new StringContent("""{"prompt": "hacker: ", "max_tokens": 3}""", null, "application/json");
        using var answer = await client.PostAsync("/v1/completions", body);
        Assert.True(answer.IsSuccessStatusCode);
        using var large = new StringContent($$"""{"prompt": "{{new string('x', 2000)}}"}""", null, "application/json");
        using var refused = await client.PostAsync("/v1/completions", large);
        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        await app.StopAsync();
    }

    [SampleFact]
    public async Task The_sample_answers_the_client_for_Node()
    {
        // What `npm cit --prefix samples/Chat` runs, but for building the application again.
        var program = Path.Combine(SampleFactAttribute.Folder, "bin", "Release", "net10.0", "Chat.dll");
        using var application = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var address = "";
            while (await application.StandardOutput.ReadLineAsync() is { } line && address.Length == 0)
            {
                address = line.Split("Now listening on: ") is [_, var found] ? found.Trim() : "";
            }
            using var node = Process.Start(new ProcessStartInfo("node", ["chat.mjs", address])
            {
                WorkingDirectory = SampleFactAttribute.Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = node.StandardError.ReadToEndAsync();
            var output = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            Assert.True(output.StartsWith("hacker: ", StringComparison.Ordinal) && output.Length > 20, output + await error);
        }
        finally
        {
            application.Kill(entireProcessTree: true);
            await application.WaitForExitAsync();
        }
    }

    private static void Configure(PiecewiseChatOptions options)
    {
        options.Load = (_, cancellation) => LanguageModel.LoadAsync(Model, cancellation: cancellation);
        options.ChatTemplate = "{{ messages[-1].content }}";
    }
}
