using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Llm;
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
        var file = new Argument<string>("FILE") { Description = "A .pt2 language model of piecewise_export, tokenizer inside." };
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
        var noPrefixes = new Option<bool>("--no-prefix-caching") { Description = "Compute all of each prompt anew." };
        var drain = new Option<double>("--drain-seconds")
        {
            Description = "How long requests may go on when the server is told to stop (SIGTERM); a second signal ends it at once.",
            DefaultValueFactory = _ => Defaults.DrainTimeout.TotalSeconds,
        };
        var backend = CompileArguments.BackendOption();
        var entries = new EntryArguments();
        var cache = new CacheArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command(Name, "Serve a language model over HTTP, as OpenAI's clients expect it.")
        {
            file, host, port, keys, keyFile, name, template, tools, sequences, batch, waiting, memory, noPrefixes, drain,
            WeightsOption.Create(), backend, json,
        };
        entries.AddTo(command);
        cache.AddTo(command);
        command.Handle(json, (parsed, cancellation) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            var compile = cache.ReadInto(new CompileOptions
            {
                Program = CommandRunner.ProgramOf(parsed),
                Logger = StandardErrorLogger.Shared,
                ChoosesRows = true,
                Weights = WeightsOption.Read(parsed),
                Lowering = entries.Read(parsed),
                Code = new CodeOptions { Backend = parsed.GetValue(backend) },
            }, parsed);
            var server = new ServerOptions
            {
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                ApiKeys = [.. parsed.GetValue(keys)!, .. KeysOf(parsed.GetValue(keyFile))],
                ModelName = parsed.GetValue(name),
                ChatTemplate = parsed.GetValue(template) is { } text ? File.ReadAllText(CommandRunner.Existing(text)) : null,
                ToolFormat = parsed.GetValue(tools),
                DrainTimeout = TimeSpan.FromSeconds(parsed.InRange(0, 86_400, drain)),
            };
            Checked(server.Validate);
            var engine = new EngineOptions
            {
                MaxSequences = parsed.AtLeast(1, sequences),
                MaxBatchTokens = parsed.AtLeast(1, batch),
                MaxWaiting = parsed.AtLeast(0, waiting),
                CacheBytes = parsed.GetValue(memory) is { } bytes ? ByteCount.Parse(memory.Name, bytes) : null,
                PrefixCaching = !parsed.GetValue(noPrefixes),
            };
            return RunAsync(path, compile, engine, server, parsed.GetValue(json), cancellation).GetAwaiter().GetResult();
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string path, CompileOptions compile, EngineOptions engineOptions, ServerOptions options, bool json, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var now = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var compiled = GenerateCommand.Load(path, compile, json, stop.Token);
        using var model = new LanguageModel(compiled);
        await using var engine = new Engine(model, engineOptions);
        await using var server = new LanguageModelServer(engine, options, StandardErrorLogger.Shared);
        await server.StartAsync(stop.Token);
        Tell(server.Address, options, engine, json);
        await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!json)
        {
            Console.Error.WriteLine($"Stopping: requests that run have {options.DrainTimeout.TotalSeconds:0.#} s to end.");
        }
        await server.StopAsync(now.Token);
        return ExitCodes.Done;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            if (stop.IsCancellationRequested)
            {
                now.Cancel();
            }
            stop.Cancel();
        }
    }

    private static void Tell(Uri address, ServerOptions options, Engine engine, bool json)
    {
        if (!IPAddress.IsLoopback(IPAddress.Parse(address.Host.Trim('[', ']'))) && options.ApiKeys.Count == 0)
        {
            Console.Error.WriteLine("warning: everybody who reaches this machine can use the server: give it an --api-key.");
        }
        if (json)
        {
            JsonOutput.WriteLine(new { address = address.ToString().TrimEnd('/') });
            return;
        }
        var state = engine.State;
        Console.Out.WriteLine($"Serving at {address.ToString().TrimEnd('/')}/v1, metrics at {address}metrics. Ctrl-C stops.");
        Console.Error.WriteLine(
            $"{engine.Options.MaxSequences} texts at once, {engine.Options.MaxBatchTokens} tokens a call, "
            + $"context {engine.Model.ContextLength}, {state.Blocks} blocks of keys and values");
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
