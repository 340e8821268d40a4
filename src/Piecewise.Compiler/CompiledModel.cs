using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Import;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Compiler;

/// <summary>
/// A model from a file, compiled and ready to be called: the front door. Safe to use from several threads. Disposing it frees everything: code,
/// threads of its own, memory of calls, the mapping of the file.
/// </summary>
public sealed class CompiledModel : IDisposable
{
    private readonly IDisposable memory;
    private readonly Func<IReadOnlyDictionary<string, string>> extraFiles;
    private readonly Workers workers;
    // No ConcurrentBag: it keeps its items in thread-local memory, which holds the model through its sessions for ever.
    private readonly ConcurrentStack<CompiledSession> idle = [];
    private readonly ConcurrentDictionary<CompiledSession, bool> sessions = [];
    private readonly CancellationTokenSource stop = new();
    private CompiledProgram program;
    private bool disposed;

    internal CompiledModel(CompiledProgram program, CompileReport report, Workers workers, IDisposable memory, Func<IReadOnlyDictionary<string, string>> extraFiles)
    {
        this.program = program;
        this.workers = workers;
        this.memory = memory;
        this.extraFiles = extraFiles;
        Report = report;
    }

    /// <summary>What loading did.</summary>
    public CompileReport Report { get; private set; }

    /// <summary>The file's extra files, as the tokenizer of a language model, by name.</summary>
    /// <exception cref="Pt2FormatException">One of them is damaged.</exception>
    public IReadOnlyDictionary<string, string> ExtraFiles => extraFiles();

    /// <summary>What a call takes, in order.</summary>
    public ImmutableArray<ProgramInput> Inputs => program.Manifest.Inputs;

    /// <summary>How many results a call has.</summary>
    public int OutputCount => program.Manifest.Entries[0].Outputs.Length;

    /// <summary>The program that runs now.</summary>
    public CompiledProgram Program => Volatile.Read(ref program);

    /// <summary>Completes when no compilation is in progress any more: at once, unless the model is compiled in the background.</summary>
    public Task Ready { get; private set; } = Task.CompletedTask;

    /// <summary>Loads a <c>.pt2</c> file: from the cache if it was compiled before, else by compiling it.</summary>
    /// <param name="path">The file; it stays mapped until the model is disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told of each phase.</param>
    /// <param name="cancellation">Ends the work between two phases, and within the longest one.</param>
    /// <exception cref="Pt2FormatException">It is no program that can be loaded.</exception>
    /// <exception cref="Normalize.NormalizationException">It has no functional form, or its sizes grow beyond what can be followed.</exception>
    /// <exception cref="Entries.EntryException">The sizes asked for do not fit the program.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static Task<CompiledModel> LoadAsync(
        string path, CompileOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => new ModelLoader(path, options ?? new CompileOptions(), progress, cancellation).Load(), cancellation);
    }

    /// <summary>A session: for one call at a time, with its own copies of the buffers that calls change. Dispose it, or let the model do so.</summary>
    /// <param name="attention">Computes attention where the program leaves it to the host; null: the tokens of a call are one sequence.</param>
    public CompiledSession StartSession(ITokenAttention? attention = null) => StartSession(new SessionOptions { Workers = workers, Attention = attention });

    /// <inheritdoc cref="StartSession(ITokenAttention?)"/>
    /// <param name="options">How its calls run, on which threads.</param>
    public CompiledSession StartSession(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(disposed, this);
        var session = Program.StartSession(options with
        {
            Ended = ended =>
            {
                sessions.TryRemove(ended, out _);
                options.Ended?.Invoke(ended);
            },
        });
        sessions.TryAdd(session, true);
        return session;
    }

    /// <summary>Runs a call in a session of its own or in an idle one, and copies the results.</summary>
    /// <param name="inputs">In the order of <see cref="Inputs"/>.</param>
    /// <exception cref="InputException">They do not fit. Nothing has run.</exception>
    /// <exception cref="SizeOutOfRangeException">No entry serves the size (R7).</exception>
    /// <exception cref="CallFailedException">An operator met a value that it can't take: an index out of range.</exception>
    /// <exception cref="InvalidOperationException">Calls change the program's buffers, which belong to a session: start one.</exception>
    public ImmutableArray<CallValue> Run(params ReadOnlySpan<CallValue> inputs)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (Program.Manifest.State.Any(s => s.IsWritten))
        {
            throw new InvalidOperationException($"Calls of '{Program.Manifest.Name}' change its buffers, which belong to a session: use {nameof(StartSession)}.");
        }
        var session = Rent();
        try
        {
            session.Run(inputs);
            var results = ImmutableArray.CreateBuilder<CallValue>(session.OutputCount);
            for (var i = 0; i < session.OutputCount; i++)
            {
                var value = session.Output(i);
                results.Add(value.Tensor is { } tensor ? tensor.Clone() : value);
            }
            return results.MoveToImmutable();
        }
        finally
        {
            idle.Push(session);
        }
    }

    public void Dispose()
    {
        if (disposed)
        {
            return;
        }
        disposed = true;
        // A compilation in the background reads the file.
        stop.Cancel();
        Task.WhenAny(Ready).Wait();
        stop.Dispose();
        foreach (var session in sessions.Keys)
        {
            session.Dispose();
        }
        program.Code.StopPreparing();
        memory.Dispose();
    }

    /// <summary>Compiles while calls run; those that begin later run the compiled program.</summary>
    internal void CompileInBackground(Func<CancellationToken, (CompiledProgram Program, CompileReport Report)> compile, CancellationToken cancellation)
    {
        var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stop.Token);
        Ready = Task.Run(
            () =>
            {
                using (both)
                {
                    var (compiled, report) = compile(both.Token);
                    Report = report;
                    Volatile.Write(ref program, compiled);
                }
            }, both.Token);
    }

    private CompiledSession Rent()
    {
        while (idle.TryPop(out var session))
        {
            if (session.IsOf(Program))
            {
                return session;
            }
            // It began before the model was compiled.
            session.Dispose();
        }
        return StartSession();
    }
}
