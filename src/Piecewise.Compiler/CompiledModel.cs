using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Piecewise.Compiler.Build;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler;

/// <summary>
/// A model from a file, compiled and ready to be called: the front door. Safe to use from several threads. Disposing it frees everything: code,
/// memory of calls, the mapping of the file. A call that is in progress then runs to its end first.
/// </summary>
public sealed class CompiledModel : IDisposable
{
    // Set in a compilation in the background and in what it calls: whose it is.
    private static readonly AsyncLocal<object?> Compiling = new();

    // What the model owns; null where it runs what is someone else's.
    private readonly IDisposable? memory;
    private readonly Func<IReadOnlyDictionary<string, string>> extraFiles;
    private readonly Workers workers;
    // No ConcurrentBag: it keeps its items in thread-local memory, which holds the model through its sessions for ever.
    private readonly ConcurrentStack<CompiledSession> idle = [];
    private readonly ConcurrentDictionary<CompiledSession, bool> sessions = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly object compilation = new();
    private CompiledProgram program;
    // What ran before the program was compiled.
    private CompiledProgram? interpreted;
    private CompileReport report;
    private volatile bool disposed;

    internal CompiledModel(CompiledProgram program, CompileReport report, Workers workers, IDisposable memory, Func<IReadOnlyDictionary<string, string>> extraFiles)
    {
        this.program = program;
        this.workers = workers;
        this.memory = memory;
        this.extraFiles = extraFiles;
        this.report = report;
    }

    /// <summary>A model of a program that was prepared.</summary>
    /// <param name="prepared">The program.</param>
    /// <param name="mode">What runs.</param>
    /// <param name="isOwned">Whether the program ends with the model.</param>
    /// <param name="phases">What was done for it so far.</param>
    internal CompiledModel(PreparedProgram prepared, RunMode mode, bool isOwned, ImmutableArray<PhaseTime> phases)
    {
        program = prepared.Executable(mode);
        workers = prepared.Workers;
        memory = isOwned ? prepared : null;
        extraFiles = () => prepared.Program.ExtraFiles;
        report = new CompileReport(
            mode == RunMode.Compiled ? prepared.Compilation.Plan.Codes.Length : 0, 0, null, "", phases,
            [$"the model runs in the mode '{mode.ToString().ToLowerInvariant()}'"]);
    }

    /// <summary>What loading did.</summary>
    public CompileReport Report => Volatile.Read(ref report);

    /// <summary>The file's extra files, as the tokenizer of a language model, by name.</summary>
    /// <exception cref="Pt2FormatException">One of them is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed, and they were not asked for before.</exception>
    public IReadOnlyDictionary<string, string> ExtraFiles => extraFiles();

    /// <summary>What a call takes, in order.</summary>
    public ImmutableArray<ProgramInput> Inputs => Program.Manifest.Inputs;

    /// <summary>How many results a call has.</summary>
    public int OutputCount => Program.Manifest.Entries[0].Outputs.Length;

    /// <summary>The program that runs now.</summary>
    public CompiledProgram Program => Volatile.Read(ref program);

    /// <summary>
    /// Completes when no compilation is in progress any more: at once, unless the model is compiled in the background. Where that fails or
    /// is cancelled, it ends with the exception, and the model goes on as it is, interpreted.
    /// </summary>
    public Task Ready { get; private set; } = Task.CompletedTask;

    /// <summary>Loads a <c>.pt2</c> file: from the cache if it was compiled before, else by compiling it.</summary>
    /// <param name="path">The file; it stays mapped until the model is disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">
    /// Told of each phase. What it throws ends the loading, as does what the logger throws, and is passed on.
    /// </param>
    /// <param name="cancellation">Ends the work between two phases, and within the longest one.</param>
    /// <exception cref="Pt2FormatException">It is no program that can be loaded.</exception>
    /// <exception cref="Normalize.NormalizationException">It has no functional form, or its sizes grow beyond what can be followed.</exception>
    /// <exception cref="Entries.EntryException">The sizes asked for do not fit the program.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<CompiledModel> LoadAsync(
        string path, CompileOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => new ModelLoader(path, options ?? new CompileOptions(), progress, cancellation).Load(), cancellation);
    }

    /// <summary>A session: for one call at a time, with its own copies of the buffers that calls change. Dispose it, or let the model do so.</summary>
    /// <param name="attention">Computes attention where the program leaves it to the host; null: the tokens of a call are one sequence.</param>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public CompiledSession StartSession(IAttentionHost? attention = null) => StartSession(new SessionOptions { Workers = workers, Attention = attention });

    /// <inheritdoc cref="StartSession(IAttentionHost?)"/>
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
        if (disposed)
        {
            // Meanwhile; whoever disposes the model may have missed this one.
            session.Dispose();
            throw new ObjectDisposedException(nameof(CompiledModel));
        }
        return session;
    }

    /// <summary>Runs a call in a session of its own or in an idle one, and copies the results.</summary>
    /// <param name="inputs">In the order of <see cref="Inputs"/>.</param>
    /// <exception cref="InputException">They do not fit. Nothing has run.</exception>
    /// <exception cref="SizeOutOfRangeException">No entry serves the size (R7).</exception>
    /// <exception cref="CallFailedException">An operator met a value that it can't take: an index out of range.</exception>
    /// <exception cref="InvalidOperationException">Calls change the program's buffers, which belong to a session: start one.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
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
            return session.RunAndCopy(inputs);
        }
        finally
        {
            idle.Push(session);
        }
    }

    /// <summary>
    /// Ends the model: no more calls and sessions begin, a compilation in the background is cancelled and waited for. Calls in progress
    /// run to their end, and what they hold is freed then; whoever disposes need not wait.
    /// </summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }
            disposed = true;
        }
        stop.Cancel();
        // From a callback of the compilation itself it can't be waited for: it holds what it needs.
        if (Compiling.Value != compilation)
        {
            Task.WhenAny(Ready).Wait();
            stop.Dispose();
        }
        if (memory is not null)
        {
            Program.Close();
            interpreted?.Close();
        }
        foreach (var session in sessions.Keys)
        {
            session.Dispose();
        }
        memory?.Dispose();
    }

    /// <summary>Compiles while calls run; those that begin later run the compiled program.</summary>
    /// <param name="compile">Compiles.</param>
    /// <param name="share">Keeps the file open; disposed when the compilation has ended.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal void CompileInBackground(
        Func<CancellationToken, (CompiledProgram Program, CompileReport Report)> compile,
        IDisposable? share,
        CancellationToken cancellation)
    {
        // Without a token: it begins in any case, and gives back what was taken.
        Ready = Task.Run(() =>
        {
            using (share)
            using (var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stop.Token))
            {
                try
                {
                    both.Token.ThrowIfCancellationRequested();
                    Compiling.Value = compilation;
                    var (compiled, report) = compile(both.Token);
                    Replace(compiled, report);
                    return Task.CompletedTask;
                }
                catch (OperationCanceledException) when (both.IsCancellationRequested)
                {
                    return Task.FromCanceled(both.Token);
                }
            }
        }, CancellationToken.None);
    }

    private void Replace(CompiledProgram compiled, CompileReport report)
    {
        lock (gate)
        {
            if (disposed)
            {
                compiled.Close();
                return;
            }
            interpreted = program;
            Volatile.Write(ref this.report, report);
            Volatile.Write(ref program, compiled);
        }
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
