using System.CommandLine;
using System.CommandLine.Parsing;
using Piecewise.Cli.Output;
using Piecewise.Cli.Processes;
using Piecewise.Cli.Replicas;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Llm;
using Piecewise.Runtime;
using Piecewise.Server;

namespace Piecewise.Cli.Commands;

/// <summary><c>serve FILE</c>: answers OpenAI's clients over HTTP, until it is told to stop.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    private static readonly ServerOptions Defaults = new();
    private static readonly EngineOptions EngineDefaults = new();

    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A .pt2 language model of piecewise_export, or an encoder of piecewise_export.encoder, tokenizer inside.",
        };
        var host = new Option<string>("--host")
        {
            Description = "The address to listen on; * for all. By default only programs of this machine reach it.",
            DefaultValueFactory = _ => Defaults.Host,
        };
        var port = new Option<int>("--port") { Description = "0 takes a free one.", DefaultValueFactory = _ => Defaults.Port };
        var keys = new Option<string[]>("--api-key")
        {
            Description = "A key that clients must send; several may be given.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var keyFile = new Option<string?>("--api-key-file") { Description = "A file of such keys, one a line: others see command lines." };
        var name = new Option<string?>("--model-name") { Description = "What clients call the model; by default the program's name." };
        var template = new Option<string?>("--chat-template") { Description = "A file: a chat template (Jinja) instead of the model's." };
        var tools = new Option<string?>("--tool-format")
        {
            Description = "How the model writes calls of tools: hermes (also Qwen), llama3, mistral; by default as its template shows.",
        };
        var reasoning = new Option<string?>("--reasoning-format")
        {
            Description = "How the model parts its reasoning from the answer: think, seed, none; by default as its template shows.",
        };
        var sequences = new Option<int>("--max-sequences")
        {
            Description = "Texts that are made at once; others wait.",
            DefaultValueFactory = _ => EngineDefaults.MaxSequences,
        };
        var batch = new Option<int>("--max-batch-tokens")
        {
            Description = "Tokens of one call of the model, of all texts together.",
            DefaultValueFactory = _ => EngineDefaults.MaxBatchTokens,
        };
        var waiting = new Option<int>("--max-waiting")
        {
            Description = "Texts that may wait; more are refused with status 503.",
            DefaultValueFactory = _ => EngineDefaults.MaxWaiting,
        };
        var memory = new Option<string?>("--cache-memory")
        {
            Description = "Memory for keys and values, as 4G; by default what the texts can need, at most a quarter of the machine's.",
        };
        var pooling = new Option<Pooling?>("--pooling")
        {
            Description = "Of an encoder: how one vector is made of a text's tokens: mean, cls, last; by default as its files say.",
        };
        var noPrefixes = new Option<bool>("--no-prefix-caching") { Description = "Compute all of each prompt anew." };
        var drain = new Option<double>("--drain-seconds")
        {
            Description = "How long requests may go on when the server is told to stop (SIGTERM); a second signal ends it at once.",
            DefaultValueFactory = _ => Defaults.DrainTimeout.TotalSeconds,
        };
        var threads = new Option<int?>("--threads") { Description = "Threads that work at once; by default one for each core." };
        var replicas = new Option<int>("--replicas")
        {
            Description = "Processes that serve the model, behind this one, which starts them again when they end.",
            DefaultValueFactory = _ => 1,
        };
        var backend = CompileArguments.BackendOption();
        var entries = new EntryArguments();
        var cache = new CacheArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command(Name, "Serve a language model over HTTP, as OpenAI's clients expect it.")
        {
            file, host, port, keys, keyFile, name, template, tools, reasoning, sequences, batch, waiting, memory, noPrefixes, drain,
            pooling, threads, replicas,
            WeightsOption.Create(), backend, json,
        };
        entries.AddTo(command);
        cache.AddTo(command);
        Option<int?>? ranks = null;
        ranks = command.HandleShared(json, (parsed, cancellation) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            var compile = cache.ReadInto(TuningOption.ReadInto(new CompileOptions
            {
                Program = CommandRunner.ProgramOf(parsed),
                Logger = StandardErrorLogger.Shared,
                Weights = WeightsOption.Read(parsed),
                TensorParallel = Ranks.OfProgram,
                Lowering = entries.Read(parsed),
                Code = new CodeOptions { Backend = parsed.GetValue(backend) },
            }, parsed, path), parsed);
            var server = new ServerOptions
            {
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                ApiKeys = [.. parsed.GetValue(keys)!, .. KeysOf(parsed.GetValue(keyFile))],
                ModelName = parsed.GetValue(name),
                ChatTemplate = parsed.GetValue(template) is { } text ? File.ReadAllText(CommandRunner.Existing(text)) : null,
                ToolFormat = parsed.GetValue(tools),
                ReasoningFormat = parsed.GetValue(reasoning),
                DrainTimeout = TimeSpan.FromSeconds(parsed.InRange(0, 86_400, drain)),
            };
            Checked(server.Validate);
            var count = parsed.AtLeast(1, replicas);
            if (parsed.GetValue(threads) is { } most)
            {
                SharedTeam.Threads = most >= 1 ? most : throw new UsageException($"{threads.Name} takes a number from 1 up, not {most}.");
            }
            if (count > 1)
            {
                // What concerns the front is not the replicas' business; they share the cores.
                var arguments = parsed.CommandResult.Children.OfType<OptionResult>()
                    .Where(o => !o.Implicit && !((Option[])[host, port, keys, keyFile, replicas, json]).Contains(o.Option))
                    .SelectMany(o => o.Tokens.Select(t => t.Value).Prepend(o.Option.Name));
                IEnumerable<string> share = parsed.GetValue(threads) is null
                    ? [threads.Name, $"{Math.Max(1, Environment.ProcessorCount / (count * Math.Max(1, parsed.GetValue(ranks!) ?? 1)))}"]
                    : [];
                return ReplicaServer.RunAsync([Name, path, .. arguments, .. share], count, server, parsed.GetValue(json), cancellation)
                    .GetAwaiter().GetResult();
            }
            var (batchTokens, mostWaiting) = (parsed.AtLeast(1, batch), parsed.AtLeast(0, waiting));
            if (EncoderFile.Is(path, compile.Program))
            {
                if (Ranks.Group is not null)
                {
                    throw new UsageException("An encoder is served by one process: several can share models that continue texts.");
                }
                Refuse(parsed, "an encoder", template, tools, reasoning, sequences, memory, noPrefixes);
                var embedding = new EmbeddingOptions { Pooling = parsed.GetValue(pooling), MaxWaiting = mostWaiting };
                if (parsed.GetResult(batch) is { Implicit: false })
                {
                    embedding = embedding with { MaxBatchTokens = batchTokens };
                }
                return RunAsync(path, compile, embedding, server, parsed.GetValue(json), cancellation).GetAwaiter().GetResult();
            }
            Refuse(parsed, "a model that continues texts", pooling);
            compile = compile with { ChoosesRows = true };
            var engine = new EngineOptions
            {
                MaxSequences = parsed.AtLeast(1, sequences),
                MaxBatchTokens = batchTokens,
                MaxWaiting = mostWaiting,
                CacheBytes = parsed.GetValue(memory) is { } bytes ? ByteCount.Parse(memory.Name, bytes) : null,
                PrefixCaching = !parsed.GetValue(noPrefixes),
            };
            return RunAsync(path, compile, engine, server, parsed.GetValue(json), cancellation).GetAwaiter().GetResult();
        }, isFront: parsed => parsed.GetValue(replicas) > 1);
        return command;
    }

    private static async Task<int> RunAsync(
        string path, CompileOptions compile, EngineOptions engineOptions, ServerOptions options, bool json, CancellationToken cancellation)
    {
        using var signals = new StopSignals(cancellation);
        using var compiled = GenerateCommand.Load(path, compile, json, signals.Stop);
        using var model = new LanguageModel(compiled);
        if (model.Ranks is { Rank: > 0 })
        {
            EngineFollower.Run(model, problem => Console.Error.WriteLine($"a call has failed: {problem}"));
            return ExitCodes.Done;
        }
        await using var engine = new Engine(model, engineOptions);
        await using var server = new LanguageModelServer(engine, options, StandardErrorLogger.Shared);
        return await ServeAsync(
            server, options, signals, json,
            $"{engine.Options.MaxSequences} texts at once, {engine.Options.MaxBatchTokens} tokens a call, "
            + $"context {engine.Model.ContextLength}, {engine.State.Blocks} blocks of keys and values");
    }

    private static async Task<int> RunAsync(
        string path, CompileOptions compile, EmbeddingOptions embedding, ServerOptions options, bool json, CancellationToken cancellation)
    {
        using var signals = new StopSignals(cancellation);
        using var compiled = CompileCommand.Load(path, compile, json, signals.Stop);
        using var model = new EmbeddingModel(compiled, embedding);
        await using var server = new LanguageModelServer(model, options, StandardErrorLogger.Shared);
        return await ServeAsync(
            server, options, signals, json,
            $"Vectors of {(model.Dimensions is { } d ? $"{d} numbers" : "texts")}, {model.MaxTokens} tokens a text, "
            + $"{embedding.MaxBatchTokens} tokens a call");
    }

    private static async Task<int> ServeAsync(
        LanguageModelServer server, ServerOptions options, StopSignals signals, bool json, string summary)
    {
        await server.StartAsync(signals.Stop);
        ServingText.Begin(server.Address, options, json);
        if (!json)
        {
            Console.Error.WriteLine(summary);
        }
        await Task.Delay(Timeout.Infinite, signals.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ServingText.End(options, json);
        await server.StopAsync(signals.Now);
        return ExitCodes.Done;
    }

    // An option that does nothing for this model would be believed to do something.
    private static void Refuse(ParseResult parsed, string what, params Option[] options)
    {
        if (options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } given)
        {
            throw new UsageException($"{given.Name} is not for {what}.");
        }
    }

    private static IEnumerable<string> KeysOf(string? file) => file is null
        ? []
        : File.ReadLines(CommandRunner.Existing(file)).Select(l => l.Trim()).Where(l => l.Length > 0);

    // What the server says of its options names no option of the command, but says enough.
    private static void Checked(Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
