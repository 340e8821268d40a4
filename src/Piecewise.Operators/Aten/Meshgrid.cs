using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>Vectors repeated to the grid that they span. Source: <c>torch.meshgrid</c>.</summary>
/// <remarks>The results have the strides of expanded views, as in PyTorch, over memory of their own, as the schema says.</remarks>
internal sealed class Meshgrid : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new MeshgridOperator("aten::meshgrid(Tensor[] tensors) -> Tensor[]"),
        new MeshgridOperator("aten::meshgrid.indexing(Tensor[] tensors, *, str indexing) -> Tensor[]"),
    ];

    private sealed class MeshgridOperator(string schema) : Operator(schema)
    {
        // PyTorch's are views, which its schema does not say.
        public override string? StorageLike => "tensors";

        // So a write through one is not understood.
        public override bool? ResultIsView(InferenceContext context) => null;

        public override NodeType Infer(InferenceContext context)
        {
            var tensors = context.Tensors("tensors");
            return new TupleType([.. Layouts(context).Select((l, i) => (NodeType)l.TypeOver(tensors[i]))]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var tensors = context.Tensors("tensors");
            return Value.List(Layouts(context.Types()).Select((l, i) => (Value)l.Over(Results.CopyWithStrides(tensors[i]))));
        }

        private ImmutableArray<ViewLayout> Layouts(InferenceContext context)
        {
            var vectors = context.Tensors("tensors");
            if (vectors.IsEmpty || vectors.Any(v => v.Rank > 1 || v.DType != vectors[0].DType))
            {
                throw context.Error("takes vectors of one dtype.");
            }
            var byColumns = Schema.HasArgument("indexing") && context.String("indexing") switch
            {
                "ij" => false,
                "xy" => vectors.Length >= 2,
                var other => throw context.Error($"indexing is \"ij\" or \"xy\", not \"{other}\"."),
            };
            // The dim that each vector runs along; "xy" exchanges those of the first two.
            int[] dims = [.. Enumerable.Range(0, vectors.Length).Select(i => byColumns && i < 2 ? 1 - i : i)];
            var shape = new SymInt[vectors.Length];
            for (var i = 0; i < dims.Length; i++)
            {
                shape[dims[i]] = vectors[i].Rank == 0 ? 1 : vectors[i].Shape[0];
            }
            return [.. vectors.Select(
                (v, i) => new ViewLayout([.. shape], [.. shape.Select((_, d) => d == dims[i] && v.Rank > 0 ? v.Strides[0] : 0)]))];
        }
    }
}
