using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>
/// Threads that do one piece of work together. The body is a function pointer over unmanaged state, so that starting work allocates
/// nothing.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe interface IWorkTeam
{
    /// <summary>How many parts run at the same time; at least 1.</summary>
    int Size { get; }

    /// <summary>
    /// Calls <c>body(state, part, parts)</c> once for every part from 0 to <paramref name="parts"/> - 1, in any order and on any threads,
    /// and returns when all are done. What the bodies wrote is visible to the caller then. A body must not start work of its own.
    /// </summary>
    /// <param name="parts">How many parts there are; may differ from <see cref="Size"/>.</param>
    /// <param name="body">Must not throw.</param>
    /// <param name="state">Shared by all parts; lives until this method returns.</param>
    void Run(int parts, delegate*<void*, int, int, void> body, void* state);
}
