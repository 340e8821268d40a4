using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Piecewise.Llm;

namespace Piecewise.Server.Tests;

/// <summary>Vectors over HTTP: OpenAI's fields, its errors, and what other servers make of them.</summary>
public sealed class EmbeddingTests
{
    [Fact]
    public async Task Texts_and_tokens_have_PyTorchs_vectors_in_their_order()
    {
        await using var server = await EncoderServer.StartAsync();
        var cases = EncoderServer.Expected;
        var texts = await server.PostAsync("/v1/embeddings", new { input = cases.Select(c => c.Text), model = "tiny" });
        Check(texts, cases);
        Assert.Equal(cases.Sum(c => c.Ids.Length), texts.Usage("prompt_tokens"));
        Assert.Equal(cases.Sum(c => c.Ids.Length), texts.Usage("total_tokens"));
        Check(await server.PostAsync("/v1/embeddings", new { input = cases.Select(c => c.Ids) }), cases);
        Check(await server.PostAsync("/v1/embeddings", new { input = cases[0].Text, user = "me" }), cases[..1]);
        Check(await server.PostAsync("/v1/embeddings", new { input = cases[1].Ids }), cases[1..2]);
    }

    [Fact]
    public async Task Base64_holds_the_same_floats_and_dimensions_cut_them()
    {
        await using var server = await EncoderServer.StartAsync();
        var text = EncoderServer.Expected[0];
        var answer = await server.PostAsync("/v1/embeddings", new { input = text.Text, encoding_format = "base64" });
        var bytes = answer.Json.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        EncoderServer.AssertNear(text.Mean, MemoryMarshal.Cast<byte, float>(bytes));

        var cut = await server.PostAsync("/v1/embeddings", new { input = text.Text, dimensions = 5 });
        var length = MathF.Sqrt(text.Mean[..5].Sum(v => v * v));
        EncoderServer.AssertNear([.. text.Mean[..5].Select(v => v / length)], Vectors(cut)[0], 1e-5f);
    }

    [Fact]
    public async Task A_text_is_cut_where_the_request_asks_for_it_and_refused_otherwise()
    {
        await using var server = await EncoderServer.StartAsync(embedding: new EmbeddingOptions());
        var text = EncoderServer.Expected[^1];
        var refused = await server.PostAsync("/v1/embeddings", new { input = text.Text });
        Assert.Equal((HttpStatusCode.BadRequest, "context_length_exceeded"), (refused.Status, Code(refused)));
        Check(await server.PostAsync("/v1/embeddings", new { input = text.Text, truncate_prompt_tokens = -1 }), [text]);
        Check(await server.PostAsync("/v1/embeddings", new { input = text.Text, truncate_prompt_tokens = 24 }), [text]);
        var shorter = await server.PostAsync("/v1/embeddings", new { input = text.Text, truncate_prompt_tokens = 6 });
        Assert.Equal(6, shorter.Usage("prompt_tokens"));
    }

    [Theory]
    [InlineData("""{}""", "input")]
    [InlineData("""{"input": ""}""", "input")]
    [InlineData("""{"input": []}""", "input")]
    [InlineData("""{"input": ["x", ""]}""", "input")]
    [InlineData("""{"input": [[]]}""", "input")]
    [InlineData("""{"input": 5}""", "input")]
    [InlineData("""{"input": ["x", 5]}""", "input[1]")]
    [InlineData("""{"input": [1, "x"]}""", "input[1]")]
    [InlineData("""{"input": [-1]}""", "input[0]")]
    [InlineData("""{"input": [100000]}""", "input[0]")]
    [InlineData("""{"input": "x", "dimensions": 0}""", "dimensions")]
    [InlineData("""{"input": "x", "dimensions": 33}""", "dimensions")]
    [InlineData("""{"input": "x", "dimensions": 1.5}""", "dimensions")]
    [InlineData("""{"input": "x", "encoding_format": "int8"}""", "encoding_format")]
    [InlineData("""{"input": "x", "truncate_prompt_tokens": 0}""", "truncate_prompt_tokens")]
    [InlineData("""{"input": "x", "messages": []}""", "messages")]
    public async Task What_is_wrong_is_refused_by_name(string body, string param)
    {
        await using var server = await EncoderServer.StartAsync();
        var answer = await server.PostAsync("/v1/embeddings", JsonElement.Parse(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(param, answer.Error.GetProperty("param").GetString());
        Assert.DoesNotContain("Parameter", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_kind_of_model_says_what_it_answers()
    {
        await using var vectors = await EncoderServer.StartAsync();
        foreach (var path in new[] { "/v1/completions", "/v1/chat/completions", "/tokenize" })
        {
            var refused = await vectors.PostAsync(path, new { prompt = "x", messages = Array.Empty<object>() });
            Assert.Equal((HttpStatusCode.BadRequest, "model_not_supported"), (refused.Status, Code(refused)));
            Assert.Contains("/v1/embeddings", refused.Message, StringComparison.Ordinal);
        }
        var models = (await vectors.GetAsync("/v1/models")).Json.GetProperty("data");
        Assert.Equal("tiny", models[0].GetProperty("id").GetString());
        Assert.Equal(24, models[0].GetProperty("max_model_len").GetInt64());

        await using var texts = await TestServer.StartAsync();
        var causal = await texts.PostAsync("/v1/embeddings", new { input = "x" });
        Assert.Equal((HttpStatusCode.BadRequest, "model_not_supported"), (causal.Status, Code(causal)));
        Assert.Contains("encoder", causal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_count_what_was_asked_and_too_much_at_once_is_refused()
    {
        await using var server = await EncoderServer.StartAsync(embedding: new EmbeddingOptions { MaxWaiting = 0, MaxBatchTokens = 8 });
        string[] many = [.. Enumerable.Repeat("A foo is a bar.", 2000)];
        // So many that some come while another is being computed, however slowly they are sent.
        const int Requests = 24;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, Requests)
                .Select(_ => server.PostAsync("/v1/embeddings", new { input = many, encoding_format = "base64" })));
        var good = answers.Count(a => a.Status == HttpStatusCode.OK);
        Assert.InRange(good, 1, Requests - 1);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a =>
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded"), (a.Status, Code(a)));
            Assert.NotNull(a.Headers.RetryAfter);
        });
        var metrics = (await server.GetAsync("/metrics")).Text;
        var tokens = answers.Where(a => a.Status == HttpStatusCode.OK).Sum(a => a.Usage("prompt_tokens"));
        Assert.Contains($"piecewise:prompt_tokens_total{{model_name=\"tiny\"}} {tokens}\n", metrics, StringComparison.Ordinal);
        Assert.Contains(
            $"piecewise:request_success_total{{model_name=\"tiny\",finished_reason=\"stop\"}} {2000 * good}\n", metrics,
            StringComparison.Ordinal);
        Assert.Contains(
            $"piecewise:admission_rejections_total{{model_name=\"tiny\",reason=\"overloaded\"}} {Requests - good}\n", metrics,
            StringComparison.Ordinal);
    }

    private static void Check(Answer answer, RecordedVectors[] expected)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var vectors = Vectors(answer);
        Assert.Equal(expected.Length, vectors.Length);
        Assert.All(expected.Zip(vectors), pair => EncoderServer.AssertNear(pair.First.Mean, pair.Second));
    }

    private static float[][] Vectors(Answer answer) => [.. answer.Json.GetProperty("data").EnumerateArray().Select((d, i) =>
    {
        Assert.Equal(i, d.GetProperty("index").GetInt32());
        Assert.Equal("embedding", d.GetProperty("object").GetString());
        return d.GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle()).ToArray();
    })];

    private static string? Code(Answer answer) => answer.Error.GetProperty("code").GetString();
}
