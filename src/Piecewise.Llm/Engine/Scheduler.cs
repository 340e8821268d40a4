using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>Tokens of a request in a step: those after what is computed.</summary>
/// <param name="Request">The request.</param>
/// <param name="Count">How many.</param>
/// <param name="IsLast">Whether all tokens are computed after the step, so that the next one can be picked.</param>
internal readonly record struct StepPart(EngineRequest Request, int Count, bool IsLast);

/// <summary>
/// Decides which tokens are computed in the next step (S1, as vLLM's scheduler): there are no phases, each request has tokens that are
/// known and not computed yet. Those that run come first, in the order of their priority, then of their arrival; then waiting ones begin,
/// as far as the tokens of a step, the number of sequences and the blocks reach. Where blocks run out, the last in that order gives up its
/// blocks and waits to be computed again; nobody sees that in its text. No threads, no clock, no model.
/// </summary>
/// <param name="pool">Where keys and values lie.</param>
/// <param name="options">What a step may have.</param>
/// <param name="contextLength">Tokens that a sequence may have.</param>
internal sealed class Scheduler(KvPool pool, EngineOptions options, long contextLength)
{
    private static readonly Comparer<EngineRequest> Order = Comparer<EngineRequest>.Create(
        (a, b) => (a.Options.Priority, a.Arrival).CompareTo((b.Options.Priority, b.Arrival)));

    // Both in this order.
    private readonly List<EngineRequest> running = [];
    private readonly SortedSet<EngineRequest> waiting = new(Order);
    private readonly List<StepPart> step = [];
    private long arrivals;

    public int Running => running.Count;

    /// <summary>How often a request had to give up its blocks.</summary>
    public long Preemptions { get; private set; }

    /// <summary>Takes a request, to begin when there is room.</summary>
    public void Add(EngineRequest request)
    {
        request.Arrival = arrivals++;
        waiting.Add(request);
    }

    /// <summary>The next step's tokens; none where there is nothing to do. Valid until the next call.</summary>
    public IReadOnlyList<StepPart> Next()
    {
        step.Clear();
        var budget = options.MaxBatchTokens;
        var preempted = false;
        for (var i = 0; i < running.Count && budget > 0; i++)
        {
            var request = running[i];
            var count = Math.Min(request.Tokens.Count - request.Computed, budget);
            // Those after this one in the list have no part in the step yet.
            while (i < running.Count && !request.Cache!.TryReserve(count))
            {
                Preempt(running[^1]);
                preempted = true;
            }
            if (i < running.Count)
            {
                budget -= Plan(request, count);
            }
        }
        while (!preempted && budget > 0 && running.Count < options.MaxSequences && waiting.Min is { } first)
        {
            var cache = Begin(first);
            var count = Math.Min(first.Tokens.Count - (int)cache.Length, budget);
            if (!cache.TryReserve(count))
            {
                cache.Dispose();
                break;
            }
            waiting.Remove(first);
            running.Insert(~running.BinarySearch(first, Order), first);
            first.Begin(cache);
            first.Cached = first.Picker.Count == 0 ? (int)cache.Length : first.Cached;
            first.Published = (int)cache.Length / AttentionPages.Tokens;
            budget -= Plan(first, count);
        }
        return step;
    }

    /// <summary>Takes a request away, whatever becomes of it, and gives its blocks back.</summary>
    public void Remove(EngineRequest request)
    {
        if (!running.Remove(request))
        {
            waiting.Remove(request);
        }
        Release(request);
    }

    /// <summary>All requests, those that run first.</summary>
    public EngineRequest[] All() => [.. running, .. waiting];

    /// <summary>Lets others find what a request has computed.</summary>
    public void Publish(EngineRequest request)
    {
        if (!options.PrefixCaching)
        {
            return;
        }
        for (; request.Published < request.Computed / AttentionPages.Tokens; request.Published++)
        {
            request.Cache!.Publish(request.Published, BlockHash.Of(request, request.Published));
        }
    }

    private int Plan(EngineRequest request, int count)
    {
        step.Add(new StepPart(request, count, request.Computed + count == request.Tokens.Count));
        return count;
    }

    // With the blocks that are known already. The last token is computed in any case: the next one is picked from what it gives.
    private KvCache Begin(EngineRequest request)
    {
        var cache = new KvCache(pool, contextLength);
        for (var block = 0; options.PrefixCaching && block < (request.Tokens.Count - 1) / AttentionPages.Tokens; block++)
        {
            if (pool.Find(BlockHash.Of(request, block)) is >= 0 and var known)
            {
                cache.Adopt(known);
            }
            else
            {
                break;
            }
        }
        return cache;
    }

    // The last of those that run.
    private void Preempt(EngineRequest request)
    {
        running.RemoveAt(running.Count - 1);
        Release(request);
        waiting.Add(request);
        Preemptions++;
    }

    private static void Release(EngineRequest request)
    {
        request.Cache?.Dispose();
        request.Cache = null;
    }
}
