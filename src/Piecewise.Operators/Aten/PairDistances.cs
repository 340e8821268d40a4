using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Distances of each row of a matrix from those after it. Source: <c>torch.nn.functional.pdist</c>.</summary>
internal sealed class PairDistances : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
        new[] { "pdist", "_pdist_forward" }.Select(n => (Operator)new FunctionOperator($"aten::{n}(Tensor self, float p=2.) -> Tensor",
            Infer, Evaluate));

    private static TensorType Infer(InferenceContext context)
    {
        var self = context.Tensor("self");
        if (self.Rank != 2 || !self.DType.IsFloat() || KernelCalls.Number(context, "p") is not >= 0)
        {
            throw context.Error($"takes rows of floats and an order of at least 0, found {self} and {context["p"]}.");
        }
        var rows = self.Shape[0];
        return self.WithShape([context.Shapes.Simplify(SymInt.FloorDiv(rows * (rows - 1), 2))]);
    }

    private static Value Evaluate(EvaluationContext context)
    {
        var (self, p) = (context.Tensor("self"), context.Float("p"));
        var (rows, columns) = ((int)self.Shape[0], (int)self.Shape[1]);
        var elements = Cast.To(self, DType.F64).ToArray<double>();
        var distances = new double[(long)rows * (rows - 1) / 2];
        var next = 0;
        for (var i = 0; i < rows; i++)
        {
            for (var j = i + 1; j < rows; j++)
            {
                distances[next++] = Distance(elements.AsSpan(i * columns, columns), elements.AsSpan(j * columns, columns), p);
            }
        }
        return Cast.To(Tensor.From(distances, distances.Length), self.DType);
    }

    private static double Distance(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double p)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var difference = Math.Abs(x[i] - y[i]);
            sum = double.IsInfinity(p) ? (double.IsNaN(sum) ? sum : Math.Max(sum, difference))
                : sum + (p == 0 ? (difference == 0 ? 0 : 1)
                    : p == 1 ? difference : p == 2 ? difference * difference : Math.Pow(difference, p));
        }
        return p == 2 ? Math.Sqrt(sum) : p is 0 or 1 || double.IsInfinity(p) ? sum : Math.Pow(sum, 1 / p);
    }
}
