using System.Runtime.CompilerServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

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
        var expected = CausalAttention.Attend(operands[0], operands[1], operands[2], 0, task.Rules.Reference);
        Assert.Equal(expected.AsSpan<float>().ToArray(), operands[3].AsSpan<float>().ToArray());
    }

    [Fact]
    public void Changed_sizes_are_refused()
    {
        var task = Task(out _);
        AttentionTask[] changed =
        [
            task with { Tokens = Tokens + 1 }, task with { Tokens = -1 }, task with { Tokens = long.MaxValue },
                task with { Heads = Heads * 2 }, task with { KeyHeads = KeyHeads + 1 },
            task with { Size = Size + 1 }, task with { Size = long.MaxValue / 2 }, task with { ValueSize = ValueSize * 2 },
                task with { DType = DType.F64 }, task with { DType = (DType)77 },
            task with { QueryStrides = new TokenStrides(1 << 20, 1) }, task with { KeyStrides = new TokenStrides(-1, 1) },
                task with { ValueStrides = new TokenStrides(1, long.MaxValue) },
            task with { Rules = null! }, default,
        ];
        foreach (var wrong in changed)
        {
            Assert.ThrowsAny<ArgumentException>(() => new SequenceAttention().Attend(Workers.Alone, wrong));
        }
        Assert.ThrowsAny<ArgumentException>(() => (task with { Tokens = 1000 }).QueryTensor(this));
        Assert.ThrowsAny<ArgumentException>(() => (task with { Heads = 1 << 30 }).ResultTensor(this));
        Assert.ThrowsAny<ArgumentException>(() => (task with { KeyStrides = new TokenStrides(1 << 30, 8) }).KeyTensor(this));
        Assert.Equal(0, default(AttentionTask).ValueTensor(this).ElementCount);
    }

    [Fact]
    public void Tensors_of_a_task_keep_its_memory()
    {
        var tensor = Query();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            _ = Tensor.Zeros(DType.F32, 10_000);
        }
        Assert.Equal(Enumerable.Range(0, Tokens * Heads * Size).Select(i => i % 7f), tensor.AsSpan<float>().ToArray());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Tensor Query() => Task(out _).QueryTensor("somebody");
    }

    private static AttentionTask Task(out Tensor[] operands)
    {
        operands = [Filled(Tokens, Heads, Size), Filled(Tokens, KeyHeads, Size), Filled(Tokens, KeyHeads, ValueSize),
            Tensor.Zeros(DType.F32, Tokens, Heads, ValueSize)];
        return new AttentionTask
        {
            Query = operands[0].Pointer,
            Key = operands[1].Pointer,
            Value = operands[2].Pointer,
            Sinks = null,
            Result = operands[3].Pointer,
            QueryMemory = operands[0].Storage,
            KeyMemory = operands[1].Storage,
            ValueMemory = operands[2].Storage,
            ResultMemory = operands[3].Storage,
            DType = DType.F32,
            Layer = 0,
            Tokens = Tokens,
            Heads = Heads,
            KeyHeads = KeyHeads,
            Size = Size,
            ValueSize = ValueSize,
            QueryStrides = new TokenStrides(Heads * Size, Size),
            KeyStrides = new TokenStrides(KeyHeads * Size, Size),
            ValueStrides = new TokenStrides(KeyHeads * ValueSize, ValueSize),
            Rules = new AttentionRules(0.5, -1, 0),
        };
    }

    private static Tensor Filled(params long[] shape) => Tensor.From(Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(i =>
        i % 7f).ToArray(), shape);
}
