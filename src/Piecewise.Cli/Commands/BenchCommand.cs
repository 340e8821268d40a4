using System.CommandLine;
using System.Globalization;
using Piecewise.Cli.Measuring;
using Piecewise.Cli.Output;
using Piecewise.Cli.Processes;
using Piecewise.Compiler;
using Piecewise.Runtime;
using Spectre.Console;

namespace Piecewise.Cli.Commands;

/// <summary><c>bench FILE</c>: what a call takes, by size, and what generating a token takes.</summary>
internal static class BenchCommand
{
    private sealed record Row(string What, long Tokens, double Milliseconds, double TokensPerSecond, int Calls);

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 file." };
        var sizes = new Option<string>("--tokens")
        {
            Description = "Sizes of calls: values of the size that a program is dispatched by.",
            DefaultValueFactory = _ => "1,16,128",
        };
        var decode = new Option<int>("--decode")
        {
            Description = "Of a language model: also generate so many tokens after a prompt of 16.",
        };
        var cache = new CacheArguments();
        var compile = new CompileArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("bench", "Measure calls of a compiled program with random inputs.") { file, sizes, decode, json };
        cache.AddTo(command);
        compile.AddTo(command);
        command.HandleShared(json, (parsed, cancellation) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            var options = cache.ReadInto(compile.Read(parsed, path), parsed) with { TensorParallel = Ranks.OfProgram };
            var tokens = SizeList.Parse("--tokens", parsed.GetValue(sizes)!);
            if (parsed.GetValue(decode) < 0)
            {
                throw new UsageException($"--decode takes a number of tokens from 0 up, not {parsed.GetValue(decode)}.");
            }
            return Run(path, options, tokens, parsed.GetValue(decode), parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static int Run(string file, CompileOptions options, long[] tokens, int decode, bool json, CancellationToken cancellation)
    {
        var rows = new List<Row>();
        using var model = CompileCommand.Load(file, options, json, cancellation);
        var manifest = model.Program.Manifest;
        var symbol = manifest.DispatchSymbol >= 0 ? manifest.Symbols[manifest.DispatchSymbol]
            : manifest.Symbols is [var only] ? only : null;
        var random = new RandomInputs(file);
        using (var session = model.StartSession(new SessionOptions { Seed = SeedOption.Usual }))
        {
            foreach (var size in symbol is null ? [1] : tokens)
            {
                var inputs = random.For(
                    manifest, new CallShapes(manifest, symbol is null ? new Dictionary<string, long>() : new() { [symbol] = size }));
                var time = CallTimes.Measure(() => session.Run(inputs), cancellation);
                rows.Add(new Row(symbol is null ? "call" : $"{symbol} = {size}", size, time.Median.TotalMilliseconds,
                    size / time.Median.TotalSeconds, time.Calls));
            }
        }
        if (decode > 0)
        {
            var median = Decoding.Measure(model, random, decode, cancellation);
            rows.Add(new Row("decode", 1, median.TotalMilliseconds, 1 / median.TotalSeconds, decode));
        }
        Write(file, rows, json);
        return ExitCodes.Done;
    }

    private static void Write(string file, List<Row> rows, bool json)
    {
        if (json)
        {
            JsonOutput.Write(new
            {
                file,
                calls = rows.Select(
                    r => new
                    {
                        r.What,
                        r.Tokens,
                        milliseconds = Math.Round(
                        r.Milliseconds, 4),
                        tokensPerSecond = Math.Round(r.TokensPerSecond, 1),
                        r.Calls
                    }),
            });
            return;
        }
        var table = new Table().Border(TableBorder.Simple).AddColumns("call", "median ms", "tokens/s", "calls");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.What), row.Milliseconds.ToString("F3", CultureInfo.InvariantCulture),
                row.TokensPerSecond.ToString("F1", CultureInfo.InvariantCulture), row.Calls.ToString(CultureInfo.InvariantCulture));
        }
        Terminal.Write(table);
    }
}
