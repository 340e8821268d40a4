using System.CommandLine;
using System.Globalization;
using Piecewise.Cli.Output;
using Piecewise.Cli.Processes;
using Piecewise.Compiler;
using Piecewise.Llm;

namespace Piecewise.Cli.Commands;

/// <summary><c>perplexity FILE --text FILE</c>: how well a language model foretells a text, and what weights of fewer bits cost.</summary>
internal static class PerplexityCommand
{
    private const int DefaultWindow = 512;

    private sealed record Measured(string Weights, double Perplexity, int Tokens, int Windows);

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 language model of piecewise_export, tokenizer inside." };
        var text = new Option<string>("--text") { Description = "A file with the text; - reads it from standard input.", Required = true };
        var window = new Option<int?>("--window")
        {
            Description = $"Tokens that are read in one go, each window for itself: by default {DefaultWindow}, or what the model takes.",
        };
        var cache = new CacheArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command(
            "perplexity", "Measure how well a language model foretells a text; with --weights, also what those formats cost.")
        {
            file, text, window, WeightsOption.Create(), json,
        };
        cache.AddTo(command);
        command.HandleShared(json, (parsed, cancellation) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            var weights = WeightsOption.Read(parsed);
            var words = TextOf(parsed.GetValue(text)!);
            var results = new List<Measured>();
            foreach (var formats in new[] { WeightFormats.Exported, weights }.Distinct())
            {
                var options = cache.ReadInto(
                    new CompileOptions
                    {
                        Program = CommandRunner.ProgramOf(parsed),
                        Logger = StandardErrorLogger.Shared,
                        Weights = formats,
                        TensorParallel = Ranks.OfProgram,
                    },
                    parsed);
                using var model = CompileCommand.Load(path, options, parsed.GetValue(json), cancellation);
                results.Add(Measure(new LanguageModel(model), words, parsed.GetValue(window), formats, cancellation));
            }
            Write(results, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Measured Measure(LanguageModel model, string text, int? asked, WeightFormats formats, CancellationToken cancellation)
    {
        var tokens = model.Tokenizer.Encode(text).ToArray();
        var window = asked ?? (int)Math.Min(DefaultWindow, model.ContextLength);
        if (window < 2 || window > model.ContextLength)
        {
            throw new UsageException($"--window takes 2 to {model.ContextLength} tokens for this model, not {window}.");
        }
        if (tokens.Length < 2)
        {
            throw new UsageException("The text is too short: it needs two tokens at least, of which the second can be foretold.");
        }
        var (score, count, windows) = (0.0, 0, 0);
        for (var start = 0; start + 1 < tokens.Length; start += window, windows++)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = tokens.AsSpan(start, Math.Min(window, tokens.Length - start));
            using var sequence = model.Start();
            score += sequence.Score(part);
            count += part.Length - 1;
        }
        return new Measured(formats.ToString(), Math.Exp(-score / count), count, windows);
    }

    private static string TextOf(string path)
    {
        if (path != "-")
        {
            return File.ReadAllText(CommandRunner.Existing(path));
        }
        Ranks.RequireNoStandardInput("--text");
        return Console.In.ReadToEnd();
    }

    private static void Write(List<Measured> results, bool json)
    {
        double? ratio = results.Count > 1 ? results[1].Perplexity / results[0].Perplexity : null;
        if (json)
        {
            JsonOutput.Write(new
            {
                results = results.Select(r => new { r.Weights, r.Perplexity, r.Tokens, r.Windows }),
                ratio,
            });
            return;
        }
        foreach (var result in results)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"weights {result.Weights}: perplexity {result.Perplexity:F4} over {result.Tokens} tokens in {result.Windows} windows"));
        }
        if (ratio is { } cost)
        {
            Console.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{cost - 1:+0.00 %;-0.00 %} by weights {results[1].Weights}"));
        }
    }
}
