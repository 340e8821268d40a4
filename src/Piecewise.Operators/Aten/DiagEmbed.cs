using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Matrices that are 0 but on a diagonal, and the diagonal of one as a vector. Source: <c>torch.diag_embed</c>, <c>torch.diag</c>,
/// <c>torch.diagflat</c>.
/// </summary>
internal sealed class DiagEmbed : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new DiagEmbedOperator(), new DiagOperator(), new DiagFlatOperator()];

    /// <summary>
    /// A matrix for each row of the last dim, in the dims <paramref name="dim1"/> and <paramref name="dim2"/> of the result.
    /// </summary>
    private static TensorType TypeOf(InferenceContext context, TensorType self, long offset, long dim1, long dim2)
    {
        var (a, b) = (context.NormalizeDim(dim1, self.Rank + 1), context.NormalizeDim(dim2, self.Rank + 1));
        if (a == b || self.Rank == 0)
        {
            throw context.Error($"a matrix takes two different dims, not {a} and {b} of a result made of {self}.");
        }
        var size = self.Shape[^1] + Math.Abs(offset);
        var shape = self.Shape.RemoveAt(self.Rank - 1);
        return self.WithShape(shape.Insert(Math.Min(a, b), size).Insert(Math.Max(a, b), size));
    }

    private static Tensor Embed(EvaluationContext context, Tensor self, long offset, long dim1, long dim2)
    {
        var result = Results.Allocate(TypeOf(context.Types(), TensorType.Of(self), offset, dim1, dim2));
        var (a, b) = (context.NormalizeDim(dim1, result.Rank), context.NormalizeDim(dim2, result.Rank));
        // The diagonal as a view, after the other dims: a step along it is one along both.
        var place = offset >= 0 ? offset * result.Strides[b] : -offset * result.Strides[a];
        int[] others = [.. Enumerable.Range(0, result.Rank).Where(d => d != a && d != b)];
        if (result.ElementCount > 0)
        {
            var diagonal = result.AsStrided(
                self.Shape, [.. others.Select(d => result.Strides[d]), result.Strides[a] + result.Strides[b]], self.ElementCount > 0
                    ? place : 0);
            Strided.Copy(self, diagonal);
        }
        return result;
    }

    private sealed class DiagEmbedOperator() : Operator("aten::diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) =>
            TypeOf(context, context.Tensor("self"), context.Int("offset"), context.Int("dim1"), context.Int("dim2"));

        public override Value Evaluate(EvaluationContext context) =>
            Embed(context, context.Tensor("self"), context.Int("offset"), context.Int("dim1"), context.Int("dim2"));
    }

    private sealed class DiagFlatOperator() : Operator("aten::diagflat(Tensor self, int offset=0) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return TypeOf(context, self.WithShape([self.ElementCount]), context.Int("offset"), 0, 1);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            return Embed(context, self.Contiguous().View(self.ElementCount), context.Int("offset"), 0, 1);
        }
    }

    private sealed class DiagOperator() : Operator("aten::diag(Tensor self, int diagonal=0) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) => context.Tensor("self") switch
        {
            { Rank: 1 } vector => TypeOf(context, vector, context.Int("diagonal"), 0, 1),
            { Rank: 2 } matrix => matrix.WithShape(Diagonal.Of(context, matrix, context.Int("diagonal"), 0, 1).Shape),
            var self => throw context.Error($"takes a vector or a matrix, not {self}."),
        };

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, offset) = (context.Tensor("self"), context.Int("diagonal"));
            return self.Rank == 1
                ? Embed(context, self, offset, 0, 1)
                : Diagonal.Of(context.Types(), TensorType.Of(self), offset, 0, 1).Over(self).Clone();
        }
    }
}
