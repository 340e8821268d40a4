using Piecewise.Tensors.Kernels;

namespace Piecewise.Testing;

/// <summary>The place at which the ranks of one simulated run meet: one exchange after the other, all ranks in each.</summary>
internal sealed class RankExchange(int world, TimeSpan timeout)
{
    private readonly object gate = new();
    private readonly Entry?[] waiting = new Entry?[world];
    private readonly string?[] left = new string?[world];
    private CollectiveException? failure;
    private Round round = new();
    private int arrived;
    private long number;

    /// <summary>One rank's part in the next exchange. All ranks have to ask for the same.</summary>
    /// <exception cref="CollectiveException">
    /// They do not, or a rank has left, or one does not come in time. Every rank gets the same message.
    /// </exception>
    public IReadOnlyList<byte[]> Meet(int rank, CollectiveCall call, ReadOnlySpan<byte> bytes)
    {
        // A copy: the rank goes on with its memory while others still read it.
        var copy = GC.AllocateUninitializedArray<byte>(Math.Max(bytes.Length, 1), pinned: true);
        bytes.CopyTo(copy);
        var entry = new Entry(call, copy);
        lock (gate)
        {
            ThrowIfFailed();
            waiting[rank] = entry;
            arrived++;
            if (arrived == world)
            {
                Complete();
                return round.Previous!;
            }
            if (Array.FindIndex(left, l => l is not null) is var gone and >= 0)
            {
                Fail($"rank {rank} waits in {call}, its collective number {number + 1}, but rank {gone} {left[gone]}.");
            }
            var mine = round;
            var deadline = DateTime.UtcNow + timeout;
            while (mine.Parts is null)
            {
                ThrowIfFailed();
                var rest = deadline - DateTime.UtcNow;
                if (rest <= TimeSpan.Zero || !Monitor.Wait(gate, rest))
                {
                    if (mine.Parts is null && failure is null)
                    {
                        Fail($"after {timeout.TotalSeconds:0.#} s {Absent()} in collective number {number + 1}.");
                    }
                }
            }
            return mine.Parts;
        }
    }

    /// <summary>Says that a rank will not come again, and why: those that wait for it would wait for ever.</summary>
    public void Leave(int rank, string reason)
    {
        lock (gate)
        {
            left[rank] = reason;
            if (failure is null && Array.FindIndex(waiting, w => w is not null) is var other and >= 0)
            {
                failure = new CollectiveException(
                    $"Deadlock: rank {other} waits in {waiting[other]!.Call}, its collective number {number + 1}, "
                    + $"but rank {rank} {reason}.");
            }
            Monitor.PulseAll(gate);
        }
    }

    private void Complete()
    {
        var first = waiting[0]!;
        for (var rank = 1; rank < world; rank++)
        {
            var other = waiting[rank]!;
            if (other.Call != first.Call)
            {
                Fail($"rank 0 calls {first.Call} and rank {rank} calls {other.Call} as collective number {number + 1}.");
            }
        }
        var parts = waiting.Select(w => w!.Bytes).ToArray();
        round.Parts = parts;
        round = new Round { Previous = parts };
        Array.Clear(waiting);
        arrived = 0;
        number++;
        Monitor.PulseAll(gate);
    }

    private string Absent()
    {
        var missing = Enumerable.Range(0, waiting.Length).Where(r => waiting[r] is null).Select(r => $"rank {r}");
        var present = Enumerable.Range(0, waiting.Length).Where(r => waiting[r] is not null).Select(r => $"rank {r} in {waiting[r]!.Call}");
        return $"{string.Join(", ", missing)} did not come to meet {string.Join(", ", present)}";
    }

    private void Fail(string problem)
    {
        failure ??= new CollectiveException($"Deadlock: {problem}");
        Monitor.PulseAll(gate);
        ThrowIfFailed();
    }

    private void ThrowIfFailed()
    {
        if (failure is { } known)
        {
            // One exception object thrown by several threads would mix their stacks.
            throw new CollectiveException(known.Message);
        }
    }

    private sealed record Entry(CollectiveCall Call, byte[] Bytes);

    private sealed class Round
    {
        public byte[][]? Parts { get; set; }

        public byte[][]? Previous { get; init; }
    }
}
