using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Piecewise.Compiler.Build;

/// <summary>Work on several threads that ends as work on one does: with one exception, the one that was thrown.</summary>
internal static class Together
{
    /// <summary>The results, in the order of the items.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImmutableArray<TResult> Select<T, TResult>(IEnumerable<T> items, Func<T, TResult> work, CancellationToken cancellation)
    {
        try
        {
            return [.. items.AsParallel().AsOrdered().WithCancellation(cancellation).Select(work)];
        }
        catch (AggregateException several)
        {
            cancellation.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
            throw;
        }
    }
}
