using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Lifetime;

/// <summary>Attention that stops in the first layer of a call until it is let go.</summary>
internal sealed class BlockingAttention : IAttentionHost, IDisposable
{
    private readonly SequenceAttention attention = new();
    private readonly ManualResetEventSlim inside = new();
    private readonly ManualResetEventSlim go = new();

    public void WaitUntilInside() => Assert.True(inside.Wait(TimeSpan.FromMinutes(1)), "no call reached its attention");

    public void Go() => go.Set();

    public void Attend(Workers workers, in AttentionTask task)
    {
        inside.Set();
        Assert.True(go.Wait(TimeSpan.FromMinutes(1)), "the call was not let go");
        attention.Attend(workers, task);
    }

    public void Dispose()
    {
        inside.Dispose();
        go.Dispose();
    }
}

/// <summary>Attention that does something else first.</summary>
internal sealed class ActingAttention(Action act) : IAttentionHost
{
    private readonly SequenceAttention attention = new();

    public void Attend(Workers workers, in AttentionTask task)
    {
        act();
        attention.Attend(workers, task);
    }
}
