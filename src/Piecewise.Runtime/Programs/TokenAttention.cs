using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Runtime;

/// <summary>The fast kernel for the attention of a program's tokens over keys and values in memory.</summary>
public static unsafe class TokenAttention
{
    /// <summary>Attends to keys from the beginning of the sequence on. Allocates nothing.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="task">The queries, the result and the rules; its own keys and values are not looked at.</param>
    /// <param name="keys">[count, key heads, size], of the task's dtype.</param>
    /// <param name="keyStrides">Their distances.</param>
    /// <param name="values">[count, key heads, value size].</param>
    /// <param name="valueStrides">Their distances.</param>
    /// <param name="count">How many; the task's tokens are the last of them.</param>
    /// <exception cref="ArgumentException">The task's sizes reach beyond its memory.</exception>
    /// <returns>False, and nothing is computed, where the kernel has not these rules: a window, a soft cap, sinks, another dtype, or several tokens behind others.</returns>
    public static bool TryCompute(Workers workers, in AttentionTask task, void* keys, TokenStrides keyStrides, void* values, TokenStrides valueStrides, long count)
    {
        task.Check();
        // The kernel's causal mask begins with the first key.
        var isFromStart = count == task.Tokens;
        if ((task.Rules.Window > 0 && task.Rules.Window < count) || task.Rules.Softcap != 0 || task.Sinks is not null || (!isFromStart && task.Tokens != 1))
        {
            return false;
        }
        switch (task.DType)
        {
            case DType.F32:
                Run<float>(workers, task, keys, keyStrides, values, valueStrides, count, isFromStart);
                return true;
            case DType.BF16:
                Run<BFloat16>(workers, task, keys, keyStrides, values, valueStrides, count, isFromStart);
                return true;
            default:
                return false;
        }
    }

    private static void Run<T>(
        Workers workers, in AttentionTask task, void* keys, TokenStrides keyStrides, void* values, TokenStrides valueStrides, long count, bool isCausal)
        where T : unmanaged => AttentionKernels.Run<T, float>(
        workers, (T*)task.Query, 0, (nint)task.QueryStrides.Head, (nint)task.QueryStrides.Token, 1, (T*)keys, 0, (nint)keyStrides.Head, (nint)keyStrides.Token, 1,
        (T*)values, 0, (nint)valueStrides.Head, (nint)valueStrides.Token, 1, null, 0, 0, 0, 0, task.Rules.Scale, isCausal,
        (T*)task.Result, 0, (nint)task.ValueSize, (nint)(task.Heads * task.ValueSize), null, 0, 0, 0,
        1, (nint)task.Heads, (nint)task.KeyHeads, (nint)task.Tokens, (nint)count, (nint)task.Size, (nint)task.ValueSize);
}
