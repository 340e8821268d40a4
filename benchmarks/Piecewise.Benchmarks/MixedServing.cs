using System.Globalization;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>An hour of mixed load on a server that runs: <c>./piecewise serve samples/jargon.pt2</c> first.</summary>
internal static class MixedServing
{
    public static int Report(TextWriter output, string[] arguments)
    {
        if (arguments is not [var address, .. var rest] || rest.Length > 2 || !Uri.TryCreate(address, UriKind.Absolute, out var server))
        {
            output.WriteLine("mixed URL [SECONDS [AT_ONCE]]: a server of the demonstration model, how long (3600) and how much (24)");
            return 1;
        }
        var seconds = rest is [var time, ..] ? double.Parse(time, CultureInfo.InvariantCulture) : 3600;
        using var http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromMinutes(10) };
        var load = new MixedLoad(http, rest is [_, var atOnce] ? int.Parse(atOnce, CultureInfo.InvariantCulture) : 24);
        try
        {
            load.RunAsync(TimeSpan.FromSeconds(seconds), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (HttpRequestException e)
        {
            output.WriteLine($"The server at {server} does not answer: {e.Message}");
            return 1;
        }
        foreach (var (name, count) in load.Counts.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{name}: {count}");
        }
        for (var i = 0; i < 10 && load.Memory.Count >= 10; i++)
        {
            output.WriteLine($"memory after {(i + 1) * 10} %: {load.Memory[((i + 1) * load.Memory.Count / 10) - 1] >> 20} MiB");
        }
        foreach (var problem in load.Problems)
        {
            output.WriteLine($"PROBLEM: {problem}");
        }
        output.WriteLine(load.Problems.Count == 0 ? "all well" : $"{load.Problems.Count} problems");
        return load.Problems.Count == 0 ? 0 : 1;
    }
}
