using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Tensors joined as rows, columns or in depth. Source: <c>torch.hstack</c>, <c>torch.vstack</c>, <c>torch.dstack</c>,
/// <c>torch.column_stack</c>.
/// </summary>
internal sealed class AxisStack : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new AxisStackOperator("aten::hstack(Tensor[] tensors) -> Tensor", AtLeast.Rank1, 1),
        new AxisStackOperator("aten::vstack(Tensor[] tensors) -> Tensor", AtLeast.Rank2, 0),
        new AxisStackOperator("aten::row_stack(Tensor[] tensors) -> Tensor", AtLeast.Rank2, 0),
        new AxisStackOperator("aten::dstack(Tensor[] tensors) -> Tensor", AtLeast.Rank3, 2),
        new AxisStackOperator("aten::column_stack(Tensor[] tensors) -> Tensor", Column, 1),
    ];

    private static ViewLayout Column(TensorType type) => type.Rank switch
    {
        0 => new ViewLayout([1, 1], [1, 1]),
        1 => new ViewLayout([type.Shape[0], 1], [type.Strides[0], 1]),
        _ => ViewLayout.Of(type),
    };

    private sealed class AxisStackOperator(string schema, Func<TensorType, ViewLayout> prepare, int axis) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            TensorType[] tensors = [.. context.Tensors("tensors").Select(t => prepare(t).TypeOver(t))];
            return Cat.TypeOf(context, tensors, DimOf(tensors.FirstOrDefault()?.Rank ?? 0));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            Tensor[] tensors = [.. context.Tensors("tensors").Select(t => prepare(TensorType.Of(t)).Over(t))];
            return Cat.Join(context, tensors, DimOf(tensors.FirstOrDefault()?.Rank ?? 0));
        }

        // Vectors have their columns in dim 0.
        private int DimOf(int rank) => axis == 1 && rank == 1 ? 0 : axis;
    }
}
