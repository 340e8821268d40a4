using System.Net;
using System.Text.RegularExpressions;
using Piecewise.Server.Tests.Clients;

namespace Piecewise.Server.Tests;

/// <summary>The page at <c>/</c> needs nothing from elsewhere, and everything on it has a name.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task The_page_is_there_without_a_key_and_asks_this_server_only()
    {
        await using var server = await TestServer.StartAsync(new ServerOptions { ApiKeys = ["key"] });
        using var response = await server.Client.GetAsync("/");
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await response.Content.ReadAsStringAsync();
        var files = Reference().Matches(page).Select(m => m.Groups[1].Value).Where(f => f != "data:,").ToArray();
        Assert.Equal(["/page.css", "/page.js"], files);
        foreach (var file in files)
        {
            var answer = await server.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.DoesNotContain("//", answer.Text.Replace("// ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_can_be_filled_in_has_a_label_and_the_script_finds_what_it_asks_for()
    {
        await using var server = await TestServer.StartAsync();
        var page = (await server.GetAsync("/")).Text;
        var labelled = Label().Matches(page).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.All(Field().Matches(page), m => Assert.Contains(m.Groups[1].Value, labelled));
        var ids = Id().Matches(page).Select(m => m.Groups[1].Value).ToHashSet();
        var script = (await server.GetAsync("/page.js")).Text;
        Assert.All(Asked().Matches(script), m => Assert.Contains(m.Groups[1].Value, ids));
    }

    [Fact]
    public async Task The_figures_that_the_script_reads_are_there()
    {
        await using var server = await TestServer.StartAsync();
        var metrics = (await server.GetAsync("/metrics")).Text;
        var script = (await server.GetAsync("/page.js")).Text;
        var names = Figure().Matches(script).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(8, names.Length);
        Assert.Contains("\npiecewise:engine_range_steps_total{", metrics, StringComparison.Ordinal);
        Assert.All(names, n => Assert.Contains($"\npiecewise:{n}{{", metrics, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task In_Chromium_the_page_chats_watches_and_fits()
    {
        // The screenshots are for people: PAGE_SCREENSHOTS names a folder that keeps them.
        var kept = Environment.GetEnvironmentVariable("PAGE_SCREENSHOTS");
        await using var server = await TestServer.StartAsync(new ServerOptions { ApiKeys = ["key"], ChatTemplate = TestServer.Template });
        await NodeScript.RunAsync(
            "page.mjs", BrowserFactAttribute.Browser!, server.Client.BaseAddress!.ToString(), "key", kept ?? "");
        await server.WhenIdleAsync();
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("<label for=\"([a-z]+)\"")]
    private static partial Regex Label();

    [GeneratedRegex("<(?:input|select|textarea) id=\"([a-z]+)\"")]
    private static partial Regex Field();

    [GeneratedRegex("\\bid=\"([a-z]+)\"")]
    private static partial Regex Id();

    [GeneratedRegex("at\\('([a-z]+)'\\)")]
    private static partial Regex Asked();

    [GeneratedRegex("change\\('(?!time')([a-z0-9_]+)'\\)")]
    private static partial Regex Figure();
}
