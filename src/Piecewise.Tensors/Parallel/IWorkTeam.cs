namespace Piecewise.Tensors;

/// <summary>Threads that share the parts of one piece of work: fork, run, join. Kernels take one and know nothing else about threads.</summary>
public interface IWorkTeam
{
    /// <summary>How many threads work at once, the caller's included; at least 1. More parts than that are fine.</summary>
    int Size { get; }

    /// <summary>
    /// Calls <paramref name="body"/> with (<paramref name="state"/>, part, <paramref name="parts"/>) once for each part from 0 to
    /// <paramref name="parts"/> - 1, in any order and on any thread of the team, and returns when all calls have returned.
    /// </summary>
    /// <remarks>
    /// Everything written before the call is visible in each part, and everything that the parts wrote is visible after it. A part may
    /// call <c>Run</c> of the same team; that work runs on the part's own thread.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is negative.</exception>
    unsafe void Run(int parts, delegate*<void*, int, int, void> body, void* state);
}
