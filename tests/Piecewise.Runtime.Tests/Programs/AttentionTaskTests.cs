using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Runtime.Tests.Programs;

/// <summary>A host can change the sizes of a task without unsafe code, but not make it reach beyond its memory.</summary>
public sealed unsafe class AttentionTaskTests
{
    private const int Tokens = 3, Heads = 4, KeyHeads = 2, Size = 8, ValueSize = 6;

    [Fact]
    public void A_task_is_computed_as_its_tensors_say()
    {
        var task = Task(out var operands);
        new SequenceAttention().Attend(Workers.Alone, task);
        Assert.Equal(Defined(operands), operands[3].AsSpan<float>().ToArray().Select(x => MathF.Round(x, 4)));
    }

    [Fact]
    public void Changed_sizes_are_refused()
    {
        var task = Task(out _);
        var call = task.Call;
        AttentionCall[] changed =
        [
            call with { Queries = Tokens + 1 }, call with { Keys = Tokens + 1 }, call with { Queries = -1 },
            call with { Keys = nint.MaxValue },
            call with { Heads = Heads * 2 }, call with { KeyHeads = KeyHeads + 1 },
            call with { Size = Size + 1 }, call with { Size = nint.MaxValue / 2 }, call with { ValueSize = ValueSize * 2 },
            call with { Query = call.Query with { DType = DType.F64 } }, call with { Key = call.Key with { DType = (DType)77 } },
            call with { Query = With(call.Query, token: 1 << 20, head: 1) }, call with { Key = With(call.Key, token: -1, head: 1) },
            call with { Value = With(call.Value, token: 1, head: nint.MaxValue) },
            call with { Sinks = call.Query with { DType = (DType)77 } }, default,
        ];
        foreach (var wrong in changed)
        {
            Assert.ThrowsAny<ArgumentException>(() => new SequenceAttention().Attend(Workers.Alone, task with { Call = wrong }));
        }
        Assert.ThrowsAny<ArgumentException>(() => new SequenceAttention().Attend(Workers.Alone, default));
    }

    private static AttentionTask Task(out Tensor[] operands)
    {
        operands = [Filled(Tokens, Heads, Size), Filled(Tokens, KeyHeads, Size), Filled(Tokens, KeyHeads, ValueSize),
            Tensor.Zeros(DType.F32, Tokens, Heads, ValueSize)];
        return AttentionTask.Of(0, new AttentionRules(0.5) { IsCausal = true }, operands[0], operands[1], operands[2], null, operands[3]);
    }

    private static AttentionOperand With(AttentionOperand operand, nint token, nint head) =>
        operand with { Strides = operand.Strides with { Token = token, Head = head } };

    private static IEnumerable<float> Defined(Tensor[] operands)
    {
        for (var row = 0; row < Tokens * Heads; row++)
        {
            var (token, group) = (row / Heads, row % Heads / (Heads / KeyHeads));
            var weights = Enumerable.Range(0, token + 1).Select(j =>
                Math.Exp(0.5 * Enumerable.Range(0, Size).Sum(d => (double)operands[0].AsSpan<float>()[(row * Size) + d]
                    * operands[1].AsSpan<float>()[(((j * KeyHeads) + group) * Size) + d]))).ToArray();
            for (var d = 0; d < ValueSize; d++)
            {
                var sum = weights.Select((w, j) => w * operands[2].AsSpan<float>()[(((j * KeyHeads) + group) * ValueSize) + d]).Sum();
                yield return MathF.Round((float)(sum / weights.Sum()), 4);
            }
        }
    }

    private static Tensor Filled(params long[] shape) => Tensor.From(Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(i =>
        i % 7f).ToArray(), shape);
}
