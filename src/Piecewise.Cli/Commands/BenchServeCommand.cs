using System.CommandLine;
using System.Globalization;
using Piecewise.Cli.Load;
using Piecewise.Cli.Output;
using Spectre.Console;

namespace Piecewise.Cli.Commands;

/// <summary><c>bench-serve URL</c>: what a server of OpenAI's interface does under load, by vLLM's definitions (S9).</summary>
internal static class BenchServeCommand
{
    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = "Of the server, as http://localhost:8000." };
        var model = new Option<string?>("--model") { Description = "The model's name; by default the first that the server lists." };
        var key = new Option<string?>("--api-key") { Description = "Sent as bearer token." };
        var chat = new Option<bool>("--chat")
        {
            Description = "Send chats of random words, of which a token makes part; by default completions of random ids of tokens.",
        };
        var requests = Number("--requests", 100, "How many requests are sent.");
        var rate = new Option<string>("--rate")
        {
            Description = "Requests a second; by default all at once. Several, as 1,2,4, are measured one after the other.",
            DefaultValueFactory = _ => "inf",
        };
        var data = new Option<string?>("--data")
        {
            Description = "A file of prompts, an object a line: {\"prompt\": \"…\", \"output_tokens\": 64}; by default they are random.",
        };
        var html = new Option<string?>("--html") { Description = "A file to write drawings over the rates to, as one page." };
        var burstiness = new Option<double>("--burstiness")
        {
            Description = "Shape of the gamma distribution of gaps: 1 is a Poisson process, more is steadier, less comes in bursts.",
            DefaultValueFactory = _ => 1,
        };
        var concurrency = new Option<int?>("--max-concurrency") { Description = "Requests that run at once; by default any number." };
        var input = Number("--input", 256, "Tokens of a prompt.");
        var output = Number("--output", 64, "Tokens of a text.");
        var prefix = Number("--prefix", 0, "Tokens that all prompts begin with alike.");
        var ratio = new Option<double>("--range-ratio") { Description = "By which share lengths differ to both sides, from 0 to below 1." };
        var vocabulary = Number("--vocabulary", 1000, "Prompts have ids of tokens below this.");
        var seed = Number("--seed", 0, "Equal seeds send equal requests.");
        var stops = new Option<bool>("--allow-end") { Description = "Let texts end by themselves; by default the server is asked not to." };
        var percentiles = new Option<string>("--percentiles")
        {
            Description = "Percentiles to report.",
            DefaultValueFactory = _ => "90,99",
        };
        var goals = new Option<string[]>("--goodput")
        {
            Description = "Milliseconds that ttft, tpot or e2el may take at most, as ttft:500; may be repeated. Counts who met all.",
        };
        var json = CommandRunner.JsonOption();
        var command = new Command("bench-serve", "Measure a server under load.")
        {
            url, model, key, chat, requests, rate, burstiness, concurrency, input, output, prefix, ratio, vocabulary, seed, stops,
            percentiles, goals, data, html, json,
        };
        command.Handle(json, (parsed, cancellation) =>
        {
            var options = new LoadOptions
            {
                Server = ServerOf(parsed.GetValue(url)!),
                Model = parsed.GetValue(model),
                ApiKey = parsed.GetValue(key),
                IsChat = parsed.GetValue(chat),
                Requests = parsed.AtLeast(1, requests),
                Data = parsed.GetValue(data) is { } prompts ? DataPrompt.Read(CommandRunner.Existing(prompts)) : null,
                Burstiness = parsed.Positive(burstiness),
                MaxConcurrency = parsed.AtLeast(1, concurrency),
                Input = parsed.AtLeast(1, input),
                Output = parsed.AtLeast(1, output),
                Prefix = parsed.AtLeast(0, prefix),
                RangeRatio = parsed.GetValue(ratio) is >= 0 and < 1 and var share
                    ? share : throw new UsageException("--range-ratio takes a share from 0 to below 1."),
                Vocabulary = parsed.AtLeast(1, vocabulary),
                Seed = parsed.GetValue(seed),
                IgnoreEnd = !parsed.GetValue(stops),
            };
            var page = parsed.GetValue(html) is { } path ? OutputFile.Parse(html.Name, path) : null;
            var shares = Percentiles(parsed.GetValue(percentiles)!);
            var wanted = Goals(parsed.GetValue(goals) ?? []);
            LoadRun[] runs = [.. Rates(parsed.GetValue(rate)!).Select(
                r => RunAsync(options with { Rate = r }, shares, wanted, cancellation).GetAwaiter().GetResult())];
            Write(runs, parsed.GetValue(json));
            if (page is not null)
            {
                File.WriteAllText(page, LoadPage.Write(options.Server, runs));
            }
            return runs.All(r => r.Report.Failures.IsEmpty) ? ExitCodes.Done : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static Option<int> Number(string name, int value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Uri ServerOf(string text)
    {
        var isUrl = Uri.TryCreate(text.EndsWith('/') ? text : text + '/', UriKind.Absolute, out var server)
            && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps);
        if (!isUrl)
        {
            throw new UsageException($"'{text}' is no address of a server; write it as http://localhost:8000.");
        }
        // Whoever copies the address that clients are given has the version in it.
        return server!.AbsolutePath == "/v1/" ? new Uri(server, "/") : server;
    }

    private static double[] Percentiles(string text) => [.. text.Split(',').Select(
        p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 100
            ? value : throw new UsageException($"--percentiles takes numbers from 0 to 100 with commas between them, not '{p}'."))];

    private static double[] Rates(string text) => [.. text.Split(',').Select(
        r => r.Trim() == "inf" ? double.PositiveInfinity
            : double.TryParse(r, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value : throw new UsageException($"--rate takes numbers above 0 with commas between them, or inf, not '{r}'."))];

    private static Goal[] Goals(string[] texts) => [.. texts.Select(
        t => t.Split(':') is [("ttft" or "tpot" or "e2el") and var metric, var limit]
            && double.TryParse(limit, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
            ? new Goal(metric, value)
            : throw new UsageException($"--goodput takes ttft, tpot or e2el and milliseconds, as ttft:500, not '{t}'."))];

    private static async Task<LoadRun> RunAsync(
        LoadOptions options, double[] percentiles, Goal[] goals, CancellationToken cancellation)
    {
        using var client = await LoadClient.ConnectAsync(options, cancellation);
        var plan = LoadPlan.Of(options);
        // One before the clock starts, so that what a server does once is not measured.
        var first = await client.SendAsync(plan[0], cancellation);
        if (first.Error is { } error)
        {
            throw new UsageException($"The first request to {options.Server} failed: {error}.");
        }
        var before = await client.CountStepsAsync(cancellation);
        var report = LoadReport.Of(await client.RunAsync(plan, cancellation), percentiles, goals);
        var after = before is null ? null : await client.CountStepsAsync(cancellation);
        return new LoadRun(options.Rate, report, after?.Since(before!));
    }

    private static void Write(LoadRun[] runs, bool json)
    {
        if (json)
        {
            if (runs is [var only])
            {
                JsonOutput.Write(only.Report);
            }
            else
            {
                JsonOutput.Write(runs);
            }
            return;
        }
        foreach (var run in runs)
        {
            if (runs.Length > 1)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Rate} requests a second"));
            }
            Write(run.Report);
            if (run.Steps is { Steps: > 0 } steps)
            {
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{steps.Steps} calls of the model, {steps.TokensPerStep:F1} tokens each"));
            }
        }
    }

    private static void Write(LoadReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("ms", "mean", "median", "deviation");
        foreach (var percentile in report.Latencies[0].Percentiles.Keys)
        {
            table.AddColumn($"p{percentile.ToString(CultureInfo.InvariantCulture)}");
        }
        foreach (var latency in report.Latencies)
        {
            double[] values = [latency.Mean, latency.Median, latency.Deviation, .. latency.Percentiles.Values];
            table.AddRow([latency.Name, .. values.Select(v => v.ToString("F2", CultureInfo.InvariantCulture))]);
        }
        Terminal.Write(table);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Completed} requests in {report.Duration:F2} s: {report.RequestsPerSecond:F2} requests/s, "
            + $"{report.OutputTokensPerSecond:F1} tokens/s out, {report.TotalTokensPerSecond:F1} in all; "
            + $"at most {report.PeakConcurrency} at once"));
        if (report.Goodput is { } goodput)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{goodput:F2} requests/s met all goals"));
        }
        foreach (var (error, count) in report.Failures)
        {
            Console.Out.WriteLine($"{count} failed: {error}");
        }
    }
}
