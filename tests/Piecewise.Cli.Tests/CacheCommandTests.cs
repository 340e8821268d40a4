namespace Piecewise.Cli.Tests;

/// <summary><c>cache</c> and what <c>compile</c> says of it (K1, K3, K4).</summary>
public sealed class CacheCommandTests : IDisposable
{
    private static readonly string Program = Tool.Program("case_one_boundary.pt2");

    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-cache-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_second_compile_loads_and_why_says_what_differs() // K1, K3, K4
    {
        var first = Compile().Json;
        Assert.True(first.GetProperty("compiled").GetInt32() > 0);
        Assert.Equal(0, first.GetProperty("loaded").GetInt32());
        Assert.Contains("no artifact", first.GetProperty("cacheReason").GetString(), StringComparison.Ordinal);
        var second = Compile().Json;
        Assert.Equal(0, second.GetProperty("compiled").GetInt32());
        Assert.Equal(first.GetProperty("compiled").GetInt32(), second.GetProperty("loaded").GetInt32());

        var there = Cache("why", Program);
        Assert.Equal(0, there.ExitCode);
        Assert.True(there.Json.GetProperty("isPresent").GetBoolean());
        Assert.Equal(first.GetProperty("key").GetString(), there.Json.GetProperty("key").GetString());

        var missing = Cache("why", Program, "--debug");
        Assert.Equal(1, missing.ExitCode);
        Assert.False(missing.Json.GetProperty("isPresent").GetBoolean());
        var difference = Assert.Single(missing.Json.GetProperty("differences").EnumerateArray());
        Assert.Equal("debug", difference.GetProperty("factor").GetString());
        Assert.Equal("yes", difference.GetProperty("wanted").GetString());
        Assert.Equal("no", difference.GetProperty("found").GetString());
        Assert.Contains("debug: yes, there no", Tool.Run("cache", "why", Program, "--debug", "--cache", folder).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_found_set_aside_and_pruned() // K2, K4
    {
        Compile();
        var listed = Assert.Single(Cache("list").Json.GetProperty("entries").EnumerateArray());
        Assert.Equal("(0, inf)", listed.GetProperty("entry").GetString());
        Assert.Equal("case_one_boundary.pt2", listed.GetProperty("file").GetString());
        Assert.Equal("no", listed.GetProperty("factors").GetProperty("debug").GetString());
        Assert.Equal(0, Cache("verify").ExitCode);

        var file = Directory.EnumerateFiles(folder, "*.pwa", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        var verified = Cache("verify");
        Assert.Equal(1, verified.ExitCode);
        Assert.Equal("ChecksumMismatch", verified.Json.GetProperty("faults")[0].GetProperty("fault").GetString());
        Assert.True(Compile().Json.GetProperty("compiled").GetInt32() > 0);
        Assert.Equal(1, Cache("verify").Json.GetProperty("setAside").GetInt32());

        var pruned = Cache("prune", "--max-bytes", "1G").Json;
        Assert.Equal(1, pruned.GetProperty("leftovers").GetInt32());
        Assert.Equal(1, pruned.GetProperty("kept").GetInt32());
        Assert.Equal(1, Cache("prune", "--max-bytes", "0").Json.GetProperty("removed").GetInt32());
        Assert.Empty(Cache("list").Json.GetProperty("entries").EnumerateArray());
    }

    [Theory]
    [InlineData("is not kept", "compile", "--backend", "direct")]
    [InlineData("is not kept", "bench", "--backend", "direct")]
    [InlineData("compiles nothing", "generate", "--prompt", "a", "--mode", "interpret")]
    public void A_folder_that_would_not_be_used_is_refused(string reason, string verb, params string[] options)
    {
        var refused = Tool.Run([verb, Tool.Jargon, .. options, "--cache", folder]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(reason, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backend_for_what_is_interpreted_is_refused()
    {
        var refused = Tool.Run("verify", Program, "--mode", "split", "--backend", "direct");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("'split' is interpreted", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--max-bytes", "many")]
    [InlineData("--older-than", "-1")]
    public void Prune_refuses_what_is_no_number(string option, string value) =>
        Assert.Equal(2, Tool.Run("cache", "prune", option, value, "--cache", folder).ExitCode);

    [Fact]
    public void Bench_measures_each_size_and_the_decoding_of_a_language_model()
    {
        var result = Tool.Run("bench", Tool.Jargon, "--tokens", "1,4", "--decode", "3", "--no-cache", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        var calls = result.Json.GetProperty("calls").EnumerateArray().ToArray();
        Assert.Equal([1, 4, 1], calls.Select(c => c.GetProperty("tokens").GetInt32()));
        Assert.Equal("decode", calls[2].GetProperty("what").GetString());
        Assert.All(calls, c => Assert.True(c.GetProperty("tokensPerSecond").GetDouble() > 0));
        Assert.Equal(2, Tool.Run("bench", Tool.Jargon, "--tokens", "few", "--no-cache").ExitCode);
    }

    private ToolResult Compile() => Tool.Run("compile", Program, "--cache", folder, "--json");

    private ToolResult Cache(string verb, params string[] arguments) =>
        Tool.Run(["cache", verb, .. arguments, "--cache", folder, "--json"]);
}
