using System.Collections.Immutable;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>A sum of products as matrix products of permuted operands.</summary>
internal static class EinsumForm
{
    public static CompositeForm[] All { get; } = [new("aten::einsum.default", Contract)];

    private static TracedTensor[]? Contract(CompositeCall call)
    {
        var operands = call.Tensors("tensors").ToImmutableArray();
        var equation = EinsumEquation.Parse(call.String("equation"), [.. operands.Select(o => o.Rank)], call.Error);
        // The diagonal of an operand that has a letter twice, and integers, have no code anyway.
        return !operands[0].DType.IsFloat() || equation.Operands.Any(o => o.Any(dims => dims.Length > 1)) ? null
            : [new Contraction(equation).Run(operands, call.IsNone("path") ? null : call.Ints("path"))];
    }

    private sealed class Contraction(EinsumEquation equation) : EinsumContraction<TracedTensor>(equation)
    {
        protected override bool IsOne(TracedTensor value, int dim) => value.Shape[dim].IsStatic && (long)value.Shape[dim] == 1;

        protected override TracedTensor Arrange(TracedTensor value, ImmutableArray<ImmutableArray<int>> sources)
        {
            int[] order = [.. sources.Where(s => s.Length > 0).Select(s => s[0])];
            var result = order.SequenceEqual(Enumerable.Range(0, value.Rank)) ? value : value.Permute(order);
            for (var place = 0; place < sources.Length; place++)
            {
                result = sources[place].Length == 0 ? result.Unsqueeze(place) : result;
            }
            return result;
        }

        protected override TracedTensor Sum(TracedTensor value, ImmutableArray<int> dims) => value.Sum([.. dims], keepDim: true);

        protected override TracedTensor DropLast(TracedTensor value, int count) =>
            count == 0 ? value : DropLast(value.Select(value.Rank - 1, 0), count - 1);

        protected override TracedTensor Multiply(TracedTensor x, TracedTensor y) => x * y;

        protected override TracedTensor Contract(TracedTensor x, TracedTensor y, EinsumGroups groups)
        {
            SymbolicInt[] batch = groups.Both.IsEmpty ? [] : [Count(x, groups.Both)];
            var inner = Count(x, groups.Summed);
            var left = Matrix(x, [.. batch, Count(x, groups.Left), inner], groups.Both, groups.Left, groups.Summed);
            var right = Matrix(y, [.. batch, inner, Count(y, groups.Right)], groups.Both, groups.Summed, groups.Right);
            var dense = left.MatMul(right).Reshape(
                [.. groups.Order.Select(d => groups.Summed.Contains(d) ? 1 : groups.Right.Contains(d) ? y.Shape[d] : x.Shape[d])]);
            return Arrange(dense, groups.InverseOrder);
        }

        // The places that no group has are of size 1.
        private static TracedTensor Matrix(TracedTensor value, SymbolicInt[] shape, params ReadOnlySpan<ImmutableArray<int>> groups)
        {
            List<int> order = [];
            foreach (var group in groups)
            {
                order.AddRange(group);
            }
            order.AddRange(Enumerable.Range(0, value.Rank).Except(order));
            return value.Permute([.. order]).Reshape(shape);
        }

        private static SymbolicInt Count(TracedTensor value, ImmutableArray<int> dims) =>
            dims.Aggregate((SymbolicInt)1, (count, d) => count * value.Shape[d]);
    }
}
