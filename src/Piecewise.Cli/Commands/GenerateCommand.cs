using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Piecewise.Cli.Output;
using Piecewise.Cli.Processes;
using Piecewise.Compiler;
using Piecewise.Llm;
using Piecewise.Llm.Templates;

namespace Piecewise.Cli.Commands;

/// <summary><c>generate FILE --prompt …</c>: streams text from a token-flattened language model.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 language model of piecewise_export, tokenizer inside." };
        var prompt = new Option<string>("--prompt", "-p")
        {
            Description = "The text to continue; - reads it from standard input, without the line end that it ends with.",
            Required = true,
        };
        var maxTokens = new Option<int>("--max-tokens", "-n") { Description = "New tokens at most.", DefaultValueFactory = _ => 128 };
        var temperature = new Option<double>("--temperature", "-t")
        {
            Description = "0 picks the most likely token each time.",
            DefaultValueFactory = _ => 0,
        };
        var topK = new Option<int>("--top-k")
        {
            Description = "Pick among the k most likely tokens; 0 means all.",
            DefaultValueFactory = _ => 0,
        };
        var topP = new Option<double>("--top-p")
        {
            Description = "Pick among the most likely tokens with this total probability.",
            DefaultValueFactory = _ => 1,
        };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the sampler.", DefaultValueFactory = _ => 0 };
        var chat = new Option<bool>("--chat")
        {
            Description = "The prompt is a message, of which the model's chat template makes the text to continue.",
        };
        var system = new Option<string?>("--system") { Description = "With --chat: what the model is told before the message." };
        var mode = RunModes.Option();
        var stop = new Option<string[]>("--stop")
        {
            Description = "Stop before this string; may be given several times.",
            DefaultValueFactory = _ => [],
        };
        var cache = new CacheArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("generate",
            "Continue a text, or answer a message.")
            { file, prompt, chat, system, maxTokens, temperature, topK, topP, seed, stop, mode, json };
        command.Options.Add(WeightsOption.Create());
        command.Options.Add(TuningOption.Create());
        cache.AddTo(command);
        command.HandleShared(json, (parsed, cancellation) =>
        {
            var options = new GenerationOptions
            {
                MaxTokens = parsed.GetValue(maxTokens),
                Temperature = parsed.GetValue(temperature),
                TopK = parsed.GetValue(topK),
                TopP = parsed.GetValue(topP),
                Seed = parsed.GetValue(seed),
                StopStrings = parsed.GetValue(stop)!,
            };
            if (options.StopStrings.Contains(""))
            {
                throw new UsageException("--stop takes a string to stop at, and was given an empty one.");
            }
            Validate(options);
            var (path, text, quiet) =
                (CommandRunner.Existing(parsed.GetValue(file)!), PromptOf(parsed.GetValue(prompt)!), parsed.GetValue(json));
            bool isChat = parsed.GetValue(chat);
            var told = parsed.GetValue(system);
            if (told is not null && !isChat)
            {
                throw new UsageException("--system says what a chat begins with, and needs --chat.");
            }
            var compile = cache.ReadInto(TuningOption.ReadInto(new CompileOptions
            {
                Program = CommandRunner.ProgramOf(parsed),
                Logger = StandardErrorLogger.Shared,
                Mode = parsed.GetValue(mode),
                ChoosesRows = true,
                Weights = WeightsOption.Read(parsed),
                TensorParallel = Ranks.OfProgram,
            }, parsed, path), parsed);
            using var model = Load(path, compile, quiet, cancellation);
            var (made, loaded) = (model.Report.Compiled, model.Report.Loaded);
            var how = compile.Mode != RunMode.Compiled ? $"mode {compile.Mode.ToString().ToLowerInvariant()}"
                : made > 0 ? $"{made} pieces compiled"
                : $"{loaded} compiled pieces loaded";
            var language = new LanguageModel(model);
            var ids = isChat ? EncodeChat(language, told, text) : Encode(language, text);
            return Run(language, ids, isChat ? "" : text, options, how, quiet, cancellation);
        });
        return command;
    }

    /// <summary>Loads a model that must be a language model.</summary>
    internal static CompiledModel Load(string path, CompileOptions options, bool quiet, CancellationToken cancellation)
    {
        try
        {
            return CompileCommand.Load(path, options, quiet, cancellation);
        }
        catch (NormalizationException e) when (e.IsForRows)
        {
            throw LanguageModelLoading.WithoutLogits(path, e);
        }
    }

    // What is shown comes before the answer.
    private static int Run(LanguageModel model, int[] ids, string shown, GenerationOptions options, string how, bool json,
        CancellationToken cancellation)
    {
        if (ids.Length == 0)
        {
            throw new UsageException("The prompt is empty and this model has no token that begins a text; give it some text.");
        }
        // Who asks for more than there is room for gets what there is room for; a prompt that leaves none is an error.
        var room = model.ContextLength - ids.Length;
        if (room > 0 && options.MaxTokens > room)
        {
            options = options with { MaxTokens = (int)room };
        }
        var text = new StringBuilder();
        var tokens = 0;
        var clock = Stopwatch.StartNew();
        var prefill = TimeSpan.Zero;
        using var sequence = model.Start();
        if (!json)
        {
            Console.Out.Write(shown);
        }
        var finish = (FinishReason?)null;
        foreach (var token in sequence.Generate(ids, options, cancellation))
        {
            if (tokens == 0)
            {
                prefill = clock.Elapsed;
            }
            tokens += token.Id is null ? 0 : 1;
            Show(token.Text);
            finish = token.Finish;
        }
        // The first token comes out of the prefill; the others are what decoding costs.
        var decode = (clock.Elapsed - prefill).TotalSeconds;
        var rate = tokens > 1 && decode > 0 ? (tokens - 1) / decode : 0;
        if (json)
        {
            JsonOutput.WriteLine(new
            {
                text = text.ToString(),
                tokens,
                promptTokens = ids.Length,
                tokensPerSecond = Math.Round(rate, 2),
                prefillSeconds = Math.Round(prefill.TotalSeconds, 4),
            });
        }
        else
        {
            Console.Out.WriteLine();
            if (tokens == room && finish is null)
            {
                Console.Error.WriteLine($"The model's context of {model.ContextLength} tokens is full.");
            }
            // No error, and the same for all ranks but for the times.
            if (Ranks.Group is { Rank: > 0 })
            {
                return ExitCodes.Done;
            }
            Console.Error.WriteLine(
                $"{tokens} tokens after a prompt of {ids.Length}: prefill {prefill.TotalMilliseconds:F0} ms, "
                + $"then {rate:F1} tokens/s ({how})");
        }
        return ExitCodes.Done;

        void Show(string part)
        {
            text.Append(part);
            if (!json)
            {
                Console.Out.Write(part);
                Console.Out.Flush();
            }
        }
    }

    private static string PromptOf(string text)
    {
        if (text != "-")
        {
            return text;
        }
        Ranks.RequireNoStandardInput("--prompt");
        using var input = new StreamReader(Console.OpenStandardInput());
        var read = input.ReadToEnd();
        return read.EndsWith("\r\n", StringComparison.Ordinal) ? read[..^2] : read.EndsWith('\n') ? read[..^1] : read;
    }

    private static int[] EncodeChat(LanguageModel model, string? system, string message)
    {
        var messages = new JsonArray();
        if (system is not null)
        {
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = system });
        }
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = message });
        using var document = JsonDocument.Parse(messages.ToJsonString());
        // The template writes the special tokens itself.
        return Encode(model, model.ChatTemplate.Render(new ChatInput(document.RootElement)), addSpecialTokens: false);
    }

    private static int[] Encode(LanguageModel model, string prompt, bool addSpecialTokens = true)
    {
        var tokenizer = model.Tokenizer;
        try
        {
            return tokenizer.Encode(prompt, addSpecialTokens);
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException($"The tokenizer can't encode this prompt: {e.Message}");
        }
    }

    private static void Validate(GenerationOptions options)
    {
        try
        {
            options.Validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What .NET adds names a property, which the command line has not.
            throw new UsageException(e.Message.Split(" (Parameter")[0]);
        }
    }
}
