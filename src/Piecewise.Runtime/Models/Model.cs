using System.Collections.Concurrent;
using System.Collections.Immutable;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Runtime;

/// <summary>
/// A model that can be called, from a file or part of the application. Safe to use from several threads. Disposing it frees everything:
/// code, memory of calls, the mapping of its weights. A call that is in progress then runs to its end first.
/// </summary>
public abstract class Model : IDisposable
{
    private readonly Workers workers;
    // No ConcurrentBag: it keeps its items in thread-local memory, which holds the model through its sessions for ever.
    private readonly ConcurrentStack<CompiledSession> idle = [];
    private readonly ConcurrentDictionary<CompiledSession, bool> sessions = [];
    private CompiledProgram program;
    private int disposed;

    /// <param name="program">What runs first.</param>
    /// <param name="workers">Who computes the calls of sessions that are not told.</param>
    private protected Model(CompiledProgram program, Workers workers)
    {
        this.program = program;
        this.workers = workers;
    }

    /// <summary>What a call takes, in order.</summary>
    public ImmutableArray<ProgramInput> Inputs => Program.Manifest.Inputs;

    /// <summary>
    /// What the results of a call are called, in order: as in the dict or data class that the exported function returned, otherwise
    /// <c>output 0</c> and so on.
    /// </summary>
    public ImmutableArray<string> OutputNames => Program.Manifest.OutputNames;

    /// <summary>The names of the sizes that may differ from call to call.</summary>
    public ImmutableArray<string> SizeNames => Program.Manifest.Symbols;

    /// <summary>The sizes that the code was made for, a version for each range.</summary>
    public ImmutableArray<SizeRange> Ranges => Program.Dispatch.Entries;

    /// <summary>The names of the buffers that calls change: each session has its own (<see cref="CompiledSession.StateOf"/>).</summary>
    public IEnumerable<string> BufferNames => Program.Manifest.State.Where(s => s.IsWritten).Select(s => s.Name);

    /// <summary>Texts that belong to the model, as the tokenizer of a language model, by file name.</summary>
    /// <exception cref="PiecewiseException">One of them is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed, and they were not asked for before.</exception>
    public abstract IReadOnlyDictionary<string, string> ExtraFiles { get; }

    /// <summary>The program that runs now.</summary>
    internal CompiledProgram Program
    {
        get => Volatile.Read(ref program);
        private protected set => Volatile.Write(ref program, value);
    }

    private protected bool IsDisposed => Volatile.Read(ref disposed) != 0;

    /// <summary>
    /// A session: for one call at a time, with its own copies of the buffers that calls change. Dispose it, or let the model do so.
    /// </summary>
    /// <param name="options">How its calls run, on which threads; null: on the model's.</param>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public CompiledSession StartSession(SessionOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        options ??= new SessionOptions();
        var session = Program.StartSession(options with
        {
            Workers = options.Workers ?? (options.Team is { } team ? workers with { Team = team } : workers),
            Ended = ended =>
            {
                sessions.TryRemove(ended, out _);
                options.Ended?.Invoke(ended);
            },
        });
        sessions.TryAdd(session, true);
        if (IsDisposed)
        {
            // Meanwhile; whoever disposes the model may have missed this one.
            session.Dispose();
            throw new ObjectDisposedException(GetType().Name);
        }
        return session;
    }

    /// <summary>What connects the processes that share the model; null where this one has it alone.</summary>
    internal ICollectiveHost? Ranks => workers.Ranks;

    /// <inheritdoc cref="StartSession(SessionOptions?)"/>
    /// <param name="attention">Computes attention where the program leaves it to the host.</param>
    internal CompiledSession StartSession(IAttentionHost attention) => StartSession(new SessionOptions { Attention = attention });

    /// <summary>Runs a call in a session of its own or in an idle one, and copies the results.</summary>
    /// <param name="inputs">In the order of <see cref="Inputs"/>.</param>
    /// <exception cref="InputException">They do not fit. Nothing has run.</exception>
    /// <exception cref="SizeOutOfRangeException">No version of the code serves the size (R7).</exception>
    /// <exception cref="CallFailedException">An operator met a value that it can't take: an index out of range.</exception>
    /// <exception cref="InvalidOperationException">Calls change the program's buffers, which belong to a session: start one.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public CallResults Run(params ReadOnlySpan<CallValue> inputs)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (Program.Manifest.State.Any(s => s.IsWritten))
        {
            throw new InvalidOperationException(
                $"Calls of '{Program.Manifest.Name}' change its buffers, which belong to a session: use {nameof(StartSession)}.");
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

    /// <inheritdoc cref="Run(ReadOnlySpan{CallValue})"/>
    /// <param name="inputs">
    /// By name. A tensor of one element may stand for a number; arguments that were fixed at export may be repeated.
    /// </param>
    public CallResults Run(IReadOnlyDictionary<string, CallValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Run(NamedInputs.InOrder(Program.Manifest, inputs));
    }

    /// <summary>Inputs all of whose elements are 0, in order: for a warm-up or a measurement.</summary>
    /// <param name="sizes">
    /// By names of <see cref="SizeNames"/>; those that are not given are as small as they may be, from 1 up. Null: none is given.
    /// </param>
    /// <exception cref="ArgumentException">The program has no size of that name.</exception>
    public CallValue[] ZeroInputs(IReadOnlyDictionary<string, long>? sizes = null) =>
        new CallShapes(Program.Manifest, sizes ?? ImmutableDictionary<string, long>.Empty).Zeros();

    /// <summary>
    /// Ends the model: no more calls and sessions begin. Calls in progress run to their end, and what they hold is freed then; whoever
    /// disposes need not wait.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }
        Stop();
        foreach (var session in sessions.Keys)
        {
            session.Dispose();
        }
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets no more sessions begin.</summary>
    private protected abstract void Stop();

    /// <summary>Lets go what the programs lie in, when no session is left that began here.</summary>
    private protected abstract void Free();

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
