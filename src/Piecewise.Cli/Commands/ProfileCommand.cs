using System.CommandLine;
using System.Globalization;
using Piecewise.Cli.Measuring;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Explain;
using Piecewise.Operators;
using Spectre.Console;
using static Piecewise.Cli.Output.ExplanationJson;

namespace Piecewise.Cli.Commands;

/// <summary>
/// <c>profile FILE</c>: what each piece and each kernel of a call takes, how fast it is, and how much of the machine's limit that is.
/// </summary>
internal static class ProfileCommand
{
    // Of a call; what is shorter is summed up.
    private const double LeastShare = 0.005;
    private const int LongestNodes = 48;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 file." };
        var sizes = new Option<string>("--tokens")
        {
            Description = "Sizes of calls: values of the size that a program is dispatched by.",
            DefaultValueFactory = _ => "1,16,128",
        };
        var trace = new Option<string?>("--trace")
        {
            Description = "Also write one call of each size as a trace that Perfetto (ui.perfetto.dev) opens.",
        };
        var compile = new CompileArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("profile",
            "Measure the pieces and kernels of calls with random inputs: time, speed, share of the machine's limit.")
        {
            file, sizes, trace, json,
        };
        compile.AddTo(command);
        command.Handle(json, (parsed, cancellation) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            var target = parsed.GetValue(trace) is { } name ? OutputFile.Parse("--trace", name) : null;
            var options = compile.Read(parsed, path) with { Catalog = StandardOperators.Create() };
            if (Backends.NameOf(options.Code) != Backends.Generated)
            {
                throw new UsageException("Only generated code can be measured kernel by kernel; leave --backend out.");
            }
            var (explanation, limits) = Measure(path, options, SizeList.Parse("--tokens", parsed.GetValue(sizes)!), cancellation);
            if (target is not null)
            {
                using var stream = File.Create(target);
                CallTrace.Write(stream, explanation);
            }
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(Json(path, explanation, limits));
            }
            else
            {
                Write(explanation, limits);
            }
            return explanation.Measured.IsEmpty ? ExitCodes.CheckFailed : ExitCodes.Done;
        });
        return command;
    }

    private static (Explanation Explanation, MachineLimits Limits) Measure(
        string path, CompileOptions options, long[] sizes, CancellationToken cancellation)
    {
        using var program = PreparedProgram.Load(path, options);
        var explanation = new ExplainedCompile(program, options)
        {
            Inputs = (manifest, shapes) => new RandomInputs(path).For(manifest, shapes),
        }.Compiled(sizes, cancellation);
        return (explanation, MachineLimits.Measure(program.Workers));
    }

    private static void Write(Explanation explanation, MachineLimits limits)
    {
        foreach (var failed in explanation.NotMeasured)
        {
            Console.Error.WriteLine($"not measured: {failed}");
        }
        foreach (var call in explanation.Measured)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(call.Sizes.Length > 0 ? call.Sizes : "a call")}: {call.Unmarked:F3} ms; with marks between kernels, over {call.Calls} "
                + $"calls, {call.Total:F3} ms"));
            var table = new Table().Border(TableBorder.Simple)
                .AddColumns("part", "calls", "ms", "share", "GB/s", "GFLOP/s", "of the limit");
            foreach (var part in call.Parts)
            {
                Row(table, call, limits, part.What, part.Calls, part.Time, part.Work);
                foreach (var kernel in part.Kernels.Where(k => call.ShareOf(k.Time) >= LeastShare))
                {
                    Row(table, call, limits, $"  {kernel.What}: {Shortened(kernel.Nodes)}", part.Calls, kernel.Time, kernel.Work);
                }
                var rest = part.Kernels.Where(k => call.ShareOf(k.Time) < LeastShare).ToArray();
                if (rest.Length > 0)
                {
                    Row(table, call, limits, $"  {rest.Length} shorter ones", part.Calls, rest.Sum(k => k.Time), null);
                }
            }
            Row(table, call, limits, "inputs and what the call stores", 1, call.Binding + call.Storing, null);
            Terminal.Write(table);
        }
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The limit on {limits.Threads} threads: reading {limits.BytesPerSecond / 1e9:F1} GB/s, multiply-adds in f32 "
            + $"{limits.FlopsPerSecond / 1e9:F0} GFLOP/s, whichever is nearer; caches, bf16 and 8 bits can pass it."));
    }

    private static void Row(Table table, MeasuredCall call, MachineLimits limits, string what, int calls, double time, Work? work)
    {
        var speed = time > 0 ? work?.PerSecond(time) : null;
        table.AddRow(
            Markup.Escape(what), calls.ToString(CultureInfo.InvariantCulture), Number("F4", time), Percent(call.ShareOf(time)),
            speed is { } moved ? Number("F1", moved.Bytes / 1e9) : "",
            speed is { Operations: > 0 } computed ? Number("F1", computed.Operations / 1e9) : "",
            speed is { } known ? Percent(limits.ShareOf(known)) : "");
    }

    private static object Json(string file, Explanation explanation, MachineLimits limits) => new
    {
        file,
        limits = new { limits.Threads, limits.BytesPerSecond, limits.FlopsPerSecond },
        calls = explanation.Measured.Select(call => new
        {
            call.Sizes,
            call.Entry,
            call.Calls,
            milliseconds = Rounded(call.Unmarked),
            markedMilliseconds = Rounded(call.Total),
            parts = call.Parts.Select(p => new
            {
                p.What,
                p.UniquePiece,
                p.Calls,
                milliseconds = Rounded(p.Time),
                share = Rounded(call.ShareOf(p.Time)),
                speed = Speed(p.Work, p.Time, limits),
                kernels = p.Kernels.Select(k => new
                {
                    k.Index,
                    k.What,
                    k.Nodes,
                    milliseconds = Rounded(k.Time),
                    share = Rounded(call.ShareOf(k.Time)),
                    speed = Speed(k.Work, k.Time, limits),
                }),
            }),
        }),
        explanation.NotMeasured,
    };

    private static object? Speed(Work? work, double time, MachineLimits limits) => time > 0 && work is { } known
        ? new
        {
            known.Bytes,
            known.Operations,
            bytesPerSecond = Math.Round(known.PerSecond(time).Bytes),
            operationsPerSecond = Math.Round(known.PerSecond(time).Operations),
            shareOfLimit = Rounded(limits.ShareOf(known.PerSecond(time))),
        }
        : null;

    private static string Shortened(string nodes) => nodes.Length <= LongestNodes ? nodes : $"{nodes[..LongestNodes]}…";

    private static string Number(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}
