using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Piecewise.Compiler.Backend;

/// <summary>Work on several threads that ends as work on one does: with one exception, the one that was thrown.</summary>
internal static class Together
{
    /// <summary>The results, in the order of the items.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImmutableArray<TResult> Select<T, TResult>(IEnumerable<T> items, Func<T, TResult> work, CancellationToken cancellation)
    {
        try
        {
            // An array, not an enumeration: this thread then does a part itself. Else all are left to the pool, whose threads are few at a
            // start.
            TResult[] results = items.AsParallel().AsOrdered().WithCancellation(cancellation).Select(work).ToArray();
            return ImmutableCollectionsMarshal.AsImmutableArray(results);
        }
        catch (AggregateException several)
        {
            cancellation.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
            throw;
        }
    }
}
