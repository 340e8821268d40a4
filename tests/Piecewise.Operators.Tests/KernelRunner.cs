using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Tests;

/// <summary>Makes a <see cref="KernelCall"/> as who makes no code does: fills the struct in memory and calls the kernel's entry.</summary>
internal static unsafe class KernelRunner
{
    /// <param name="call">Whose sizes are literals.</param>
    /// <param name="workers">Who computes.</param>
    /// <param name="tensors">The tensor of a node.</param>
    /// <param name="results">By number.</param>
    public static void Run(KernelCall call, Workers workers, Func<Node, Tensor> tensors, IReadOnlyList<Tensor> results)
    {
        var memory = new List<Tensor>();
        var kernel = stackalloc long[call.Template.Length / sizeof(long)];
        call.Template.CopyTo(new Span<byte>(kernel, call.Template.Length));
        foreach (var (offset, value) in call.Fields)
        {
            *(long*)((byte*)kernel + offset) = value switch
            {
                TensorPointer { Tensor: var tensor } => (long)tensors(tensor).Pointer,
                ResultPointer { Index: var index } => (long)results[index].Pointer,
                SizeNumber { Value: var size } => size.Constant,
                SizeArray { Values: var sizes } => Words(sizes.Select(s => s.Constant)),
                PointerArray { Tensors: var nodes } => Words(nodes.Select(n => (long)tensors(n).Pointer)),
                NextFunction or NextState => 0,
                _ => throw new InvalidOperationException($"A field {value}."),
            };
        }
        call.Entry.Run(workers, kernel);
        GC.KeepAlive(memory);

        long Words(IEnumerable<long> words)
        {
            memory.Add(Tensor.From([.. words], words.Count()));
            return (long)memory[^1].Pointer;
        }
    }
}
