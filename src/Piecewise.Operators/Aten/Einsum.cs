using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// A sum of products written with one letter per dim: <c>bij,bjk->bik</c>. Operands are contracted from left to right (or along
/// <c>path</c>) as batched matrix products; the memory order of the result is PyTorch's. Source: <c>torch.einsum</c>.
/// </summary>
internal sealed class Einsum : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new EinsumOperator()];

    private sealed class EinsumOperator() : Operator("aten::einsum(str equation, Tensor[] tensors, *, int[]? path=None) -> Tensor")
    {
        // PyTorch gives a view where nothing is multiplied or summed, which its schema does not say.
        public override string? StorageLike => "tensors";

        public override bool? ResultIsView(InferenceContext context)
        {
            if (context.Tensors("tensors") is not [var only])
            {
                return false;
            }
            var equation = EinsumEquation.Parse(context.String("equation"), [only.Rank], context.Error);
            return equation.OutputRank == equation.Rank ? null : false;
        }

        public override NodeType Infer(InferenceContext context)
        {
            var operands = context.Tensors("tensors");
            foreach (var operand in operands)
            {
                Products.RequireSame(context, operands[0], operand);
            }
            var equation = EinsumEquation.Parse(context.String("equation"), [.. operands.Select(o => o.Rank)], context.Error);
            return new EinsumTypes(context, equation).Run(operands, context.OptionalInts("path")?.ToArray());
        }

        // PyTorch gives a view where nothing is multiplied or summed; programs are exported with that view's strides.
        private static Tensor CopyWithStrides(Tensor view)
        {
            var copy = Tensor.ZerosStrided(view.DType, view.Shape, view.Strides);
            copy.CopyFrom(view);
            return copy;
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var operands = context.Tensors("tensors");
            var equation = EinsumEquation.Parse(context.String("equation"), [.. operands.Select(o => o.Rank)], context.Error);
            var result = new EinsumTensors(equation, context.Error).Run(operands, context.OptionalInts("path"));
            return result.Storage == operands[0].Storage ? CopyWithStrides(result) : result;
        }
    }

    /// <summary>The contraction on types: shapes and memory order only.</summary>
    private sealed class EinsumTypes(InferenceContext context, EinsumEquation equation) : EinsumContraction<TensorType>(equation)
    {
        protected override bool IsOne(TensorType value, int dim) => Shapes.IsOne(value.Shape[dim]);

        protected override TensorType Arrange(TensorType value, ImmutableArray<ImmutableArray<int>> sources)
        {
            var (shape, strides) = (value.Shape, value.Strides);
            foreach (var source in sources)
            {
                // A label that an operand has twice is its diagonal.
                foreach (var dim in source.Skip(1))
                {
                    Products.RequireEqual(context, shape[source[0]], shape[dim], value, value);
                }
            }
            return value.WithShape(
                [.. sources.Select(s => s.Length == 0 ? 1 : shape[s[0]])],
                [.. sources.Select(s => s.Aggregate((SymInt)0, (sum, d) => sum + strides[d]))]);
        }

        protected override TensorType Sum(TensorType value, ImmutableArray<int> dims) =>
            value.WithShape(Shapes.Reduce(value.Shape, dims, keep: true));

        protected override TensorType DropLast(TensorType value, int count) =>
            value.WithShape(value.Shape[..^count], value.Strides[..^count]);

        protected override TensorType Multiply(TensorType x, TensorType y)
        {
            var shape = Shapes.Broadcast(context, x.Shape, y.Shape);
            return x.WithShape(shape, Strides.Pointwise(context, shape, x, y));
        }

        protected override TensorType Contract(TensorType x, TensorType y, EinsumGroups groups)
        {
            foreach (var dim in groups.Both.Concat(groups.Summed))
            {
                Products.RequireEqual(context, x.Shape[dim], y.Shape[dim], x, y);
            }
            var dense = x.WithShape(
                [.. groups.Order.Select(d => groups.Summed.Contains(d) ? 1 : groups.Right.Contains(d) ? y.Shape[d] : x.Shape[d])]);
            return Arrange(dense, groups.InverseOrder);
        }
    }

    /// <summary>The contraction on values.</summary>
    private sealed class EinsumTensors(EinsumEquation equation, Func<string, Exception> error) : EinsumContraction<Tensor>(equation)
    {
        protected override bool IsOne(Tensor value, int dim) => value.Shape[dim] == 1;

        protected override Tensor Arrange(Tensor value, ImmutableArray<ImmutableArray<int>> sources)
        {
            var (shape, strides) = (value.Shape.ToArray(), value.Strides.ToArray());
            return sources.Any(s => s.Any(d => shape[d] != shape[s[0]]))
                ? throw error($"a letter names dims of different sizes of {value}.")
                : value.AsStrided([.. sources.Select(s => s.Length == 0 ? 1 : shape[s[0]])],
                    [.. sources.Select(s => s.Sum(d => strides[d]))], value.Offset);
        }

        protected override Tensor Sum(Tensor value, ImmutableArray<int> dims) => Sums.Over(value, dims, keep: true);

        protected override Tensor DropLast(Tensor value, int count) =>
            value.AsStrided(value.Shape[..^count], value.Strides[..^count], value.Offset);

        protected override Tensor Multiply(Tensor x, Tensor y)
        {
            var compute = Pointwise.ComputeDType(x.DType);
            return Cast.To(Elements.Number<Times>(Cast.To(x, compute), Cast.To(y, compute)), x.DType);
        }

        protected override Tensor Contract(Tensor x, Tensor y, EinsumGroups groups)
        {
            var left = Arrange(x, [.. groups.Both.Concat(groups.Left).Concat(groups.Summed).Select(d => ImmutableArray.Create(d))]);
            var right = Arrange(y, [.. groups.Both.Concat(groups.Summed).Concat(groups.Right).Select(d => ImmutableArray.Create(d))]);
            var (both, rows, inner) = (Count(x, groups.Both), Count(x, groups.Left), Count(x, groups.Summed));
            if (both != Count(y, groups.Both) || inner != Count(y, groups.Summed))
            {
                throw error($"a letter names dims of different sizes of {x} and {y}.");
            }
            var columns = Count(y, groups.Right);
            var product = MatMul.Batched(left.Contiguous().View(both, rows, inner), right.Contiguous().View(both, inner, columns));
            var dense = product.View(
                [.. groups.Order.Select(d => groups.Summed.Contains(d) ? 1 : groups.Right.Contains(d) ? y.Shape[d] : x.Shape[d])]);
            return Arrange(dense, groups.InverseOrder);
        }

        private static long Count(Tensor value, ImmutableArray<int> dims) => dims.Aggregate(1L, (count, d) => count * value.Shape[d]);
    }

    private readonly struct Times : IRealFunction2, IComplexFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, INumber<T> => unchecked(x * y);

        public Complex Invoke(Complex x, Complex y) => x * y;
    }
}
