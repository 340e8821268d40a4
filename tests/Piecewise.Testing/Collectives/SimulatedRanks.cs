using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Testing;

/// <summary>
/// Runs a program as several ranks in this process: one interpreter and one thread per rank, which meet in the program's collectives. The
/// results do not depend on how the threads are scheduled.
/// </summary>
/// <param name="world">How many ranks.</param>
/// <param name="timeout">How long a rank waits for the others before the run fails; 30 seconds by default.</param>
/// <param name="limit">The most bytes of one exchange; few by default, so that tests see messages that are cut.</param>
internal sealed class SimulatedRanks(int world, TimeSpan? timeout = null, long? limit = null)
{
    public int World { get; } = world > 0 ? world : throw new ArgumentOutOfRangeException(nameof(world), world, "There must be a rank.");

    public TimeSpan Timeout { get; } = timeout ?? TimeSpan.FromSeconds(30);

    /// <summary>Runs one graph on every rank.</summary>
    /// <param name="graph">The program of each rank.</param>
    /// <param name="inputs">Given a rank, one value per input: its part of the weights, its tokens.</param>
    /// <returns>For each rank one value per output.</returns>
    /// <exception cref="CollectiveException">The ranks did not meet.</exception>
    /// <exception cref="EvaluationException">
    /// A node failed on some rank; the first rank's failure that is no consequence of another's is thrown.
    /// </exception>
    public ImmutableArray<ImmutableArray<Value>> Run(Graph graph, Func<int, ImmutableArray<Value>> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);
        return Run((_, interpreter, values) => interpreter.Run(graph, values), inputs);
    }

    /// <summary>Runs a function on every rank: for whatever is more than one graph.</summary>
    /// <param name="program">Gets the rank, an interpreter connected to the others, and the rank's inputs.</param>
    /// <param name="inputs">The inputs of a rank.</param>
    public ImmutableArray<TResult> Run<TInput, TResult>(Func<int, Interpreter, TInput, TResult> program, Func<int, TInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(inputs);
        var exchange = new RankExchange(World, Timeout);
        var results = new TResult[World];
        var failures = new ExceptionDispatchInfo?[World];
        var given = Enumerable.Range(0, World).Select(inputs).ToArray();
        var threads = Enumerable.Range(0, World).Select(rank => new Thread(() =>
        {
            try
            {
                var interpreter = new Interpreter().With<ICollectiveHost>(new Host(exchange, rank, World, limit ?? 4096L * World));
                results[rank] = program(rank, interpreter, given[rank]);
                exchange.Leave(rank, "has ended");
            }
#pragma warning disable CA1031 // A thread has no caller: whatever fails is thrown by Run.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failures[rank] = ExceptionDispatchInfo.Capture(e);
                exchange.Leave(rank, $"has failed: {e.Message}");
            }
        })
        { IsBackground = true, Name = $"rank {rank}" }).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }
        foreach (var thread in threads)
        {
            thread.Join();
        }
        // A rank that failed by itself explains the deadlock of those that waited for it.
        var cause = failures.FirstOrDefault(f => f is not null && !IsMeeting(f.SourceException))
            ?? failures.FirstOrDefault(f => f is not null);
        cause?.Throw();
        return [.. results];
    }

    private static bool IsMeeting(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is CollectiveException)
            {
                return true;
            }
        }
        return false;
    }

    private sealed unsafe class Host(RankExchange exchange, int rank, int world, long limit) : ICollectiveHost
    {
        // What the last call gave: it stays until the next one.
        private IReadOnlyList<byte[]> shared = [];

        public int Rank => rank;

        public int World => world;

        public long Limit => limit;

        public void Share(CollectiveCall call, void* bytes, Span<nint> ranks) => Meet(call, bytes, 0, ranks);

        public void Scatter(CollectiveCall call, void* bytes, Span<nint> ranks) => Meet(call, bytes, call.Bytes / world * rank, ranks);

        private void Meet(CollectiveCall call, void* bytes, long offset, Span<nint> ranks)
        {
            if (call.Bytes > Limit)
            {
                throw new ArgumentOutOfRangeException(nameof(call), call, $"A rank brings at most {Limit} bytes.");
            }
            shared = exchange.Meet(rank, call, new ReadOnlySpan<byte>(bytes, (int)call.Bytes));
            for (var other = 0; other < world; other++)
            {
                ranks[other] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(shared[other])) + (nint)offset;
            }
        }
    }
}
