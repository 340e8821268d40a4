using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>
/// A rank that is not the first one: it makes the calls of the engine of the first rank, on its part of the model, and keeps its part of
/// the keys and values. What it computes with the others is the first rank's to use.
/// </summary>
internal static class EngineFollower
{
    /// <summary>Follows until the first rank's engine ends.</summary>
    /// <param name="model">The rank's part of the model that the first rank's engine has.</param>
    /// <exception cref="InvalidOperationException">The model is not shared by ranks, or this is the first of them.</exception>
    /// <param name="failed">Is told of a call that has failed here.</param>
    public static void Run(LanguageModel model, Action<string>? failed = null)
    {
        if (model.Ranks is not { Rank: > 0 } host)
        {
            throw new InvalidOperationException("There is no first rank to follow.");
        }
        var link = new StepLink(host);
        var (pool, attention, calls) = model.StartEngine();
        var held = 0;
        try
        {
            while (link.Receive() is { } step)
            {
                // As many blocks as the first rank has used: their numbers are those of the pool, from 0 on.
                var needed = step.Sequences.Max(s => s.Blocks.Max()) + 1;
                if (needed > held && !pool.TryTake(new int[needed - held]))
                {
                    throw pool.Full((long)(needed - held) * AttentionPages.Tokens);
                }
                held = Math.Max(held, needed);
                attention.Begin();
                foreach (var sequence in step.Sequences)
                {
                    attention.Add(sequence);
                }
                try
                {
                    calls.Run(
                        Tensor.From(step.Ids, step.Ids.Length), Tensor.From(step.Positions, step.Positions.Length), step.Rows);
                    attention.Complete();
                }
                catch (Exception e) when (e is CallFailedException or InvalidOperationException or InsufficientMemoryException)
                {
                    // It fails on every rank alike, and ends requests of the first one. Where it does not, the next exchange differs.
                    failed?.Invoke(e.Message);
                }
            }
        }
        finally
        {
            calls.Dispose();
            pool.Dispose();
        }
    }
}
