using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Piecewise.Server.Endpoints;

namespace Piecewise.Server.Tests;

/// <summary>The OpenAPI document says what the server answers: no path more or less, and with the fields that are there.</summary>
public sealed class OpenApiTests
{
    private static readonly string[] Page = ["/", "/page.css", "/page.js"];

    [Fact]
    public async Task Its_paths_are_those_that_are_answered()
    {
        await using var server = await TestServer.StartAsync();
        var document = (await server.GetAsync("/openapi.json")).Json;
        var told = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}"));
        var state = new ServerState(new ServerOptions(), NullLogger.Instance, default);
        var answered = Routes.Of(state, server.Engine, null).All.Where(r => !Page.Contains(r.Path))
            .Select(r => $"{r.Method} {r.Path}{(r.Path.EndsWith('/') ? "{model}" : "")}");
        Assert.Equal(answered.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Its_examples_are_answered_as_it_says()
    {
        await using var server = await TestServer.StartAsync(new ServerOptions { ChatTemplate = TestServer.Template });
        await using var encoder = await EncoderServer.StartAsync();
        var document = (await server.GetAsync("/openapi.json")).Json;
        var examples = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var operation = path.Value.EnumerateObject().Single();
            var content = operation.Value.GetProperty("responses").GetProperty("200").GetProperty("content");
            if (!content.TryGetProperty("application/json", out var json) || path.Name == "/openapi.json")
            {
                continue;
            }
            Task<Answer> PostAsync(string json) => path.Name == "/v1/embeddings"
                ? encoder.PostAsync(path.Name, JsonElement.Parse(json)) : server.PostTextAsync(path.Name, json);
            var answer = operation.Name == "get"
                ? await server.GetAsync(path.Name.Replace("{model}", "jargon", StringComparison.Ordinal))
                : await PostAsync(Body(operation.Value).GetProperty("example").GetRawText());
            Assert.True(answer.Status == HttpStatusCode.OK, $"{path.Name}: {answer.Text}");
            Check(answer.Json, json.GetProperty("schema"), document, path.Name);
            examples++;
            if (operation.Name == "post")
            {
                var refused = await PostAsync("{}");
                var error = document.GetProperty("components").GetProperty("schemas").GetProperty("Error");
                Check(refused.Json, error, document, $"{path.Name} 400");
            }
        }
        Assert.Equal(10, examples);
    }

    private static JsonElement Body(JsonElement operation) =>
        operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");

    // Every field that is told is there where it must be, and none that is there goes untold.
    private static void Check(JsonElement value, JsonElement schema, JsonElement document, string place)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (e, name) => e.GetProperty(name));
        }
        if (value.ValueKind == JsonValueKind.Array)
        {
            Assert.All(value.EnumerateArray(), e => Check(e, schema.GetProperty("items"), document, $"{place}[]"));
        }
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
        {
            return;
        }
        foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray().ToArray() : [])
        {
            Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{place} has no {name}: {value}");
        }
        foreach (var field in value.EnumerateObject())
        {
            Assert.True(properties.TryGetProperty(field.Name, out var known), $"{place} has {field.Name}, which is not told.");
            Check(field.Value, known, document, $"{place}.{field.Name}");
        }
    }
}
