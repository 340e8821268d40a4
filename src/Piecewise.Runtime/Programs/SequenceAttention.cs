using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Runtime;

/// <summary>Attention where no host keeps keys and values: the tokens of a call are one sequence from its beginning.</summary>
internal sealed class SequenceAttention : IAttentionHost
{
    public void Attend(Workers workers, in AttentionTask task)
    {
        task.Check();
        task.Call.Run(workers);
    }
}
