using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>Runs a stitch graph and measures the tensors between pieces that it really holds when each piece has returned (P12).</summary>
internal sealed class HeldMemory(Graph stitch)
{
    private readonly Dictionary<Node, long> held = [];
    private readonly List<long> perPiece = [];

    /// <summary>Bytes by piece.</summary>
    public IReadOnlyList<long> PerPiece => perPiece;

    public ImmutableArray<Value> Run(ImmutableArray<Value> inputs)
    {
        var interpreter = new Interpreter
        {
            Observer = (node, value) =>
            {
                if (node.Graph == stitch && node.Kind != NodeKind.Input)
                {
                    held[node] = Bytes(value);
                    if (node.Kind == NodeKind.CallPiece)
                    {
                        perPiece.Add(held.Values.Sum());
                    }
                }
            },
            Dropped = (node, _) => held.Remove(node),
        };
        return interpreter.Run(stitch, inputs);
    }

    private static long Bytes(Value value) =>
        value.IsTensor ? value.Tensor.ElementCount * value.Tensor.DType.Size() : value.IsList ? value.Items.Sum(Bytes) : 0;
}
