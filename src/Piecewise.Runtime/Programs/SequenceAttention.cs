using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Runtime;

/// <summary>Attention where no host keeps keys and values: the tokens of a call are one sequence from its beginning.</summary>
public sealed unsafe class SequenceAttention : ITokenAttention
{
    public void Attend(Workers workers, in AttentionTask task)
    {
        if (!TokenAttention.TryCompute(workers, task, task.Key, task.KeyStrides, task.Value, task.ValueStrides, task.Tokens))
        {
            task.ResultTensor(this).CopyFrom(
                CausalAttention.Attend(task.QueryTensor(this), task.KeyTensor(this), task.ValueTensor(this), start: 0, task.Rules.Reference, task.SinksTensor(this)));
        }
    }
}
