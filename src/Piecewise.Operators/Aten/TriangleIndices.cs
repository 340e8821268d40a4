using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Rows and columns of the elements of a matrix below or above a diagonal. Source: <c>torch.tril_indices</c>, <c>torch.triu_indices</c>.</summary>
internal sealed class TriangleIndices : IOperatorSource
{
    private const string Arguments =
        "(int row, int col, int offset=0, *, ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor";

    public IEnumerable<Operator> Create() =>
    [
        new TriangleIndicesOperator("aten::tril_indices" + Arguments, isLower: true),
        new TriangleIndicesOperator("aten::triu_indices" + Arguments, isLower: false),
    ];

    private sealed class TriangleIndicesOperator(string schema, bool isLower) : Operator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => isLower
            ?
            [
                OperatorSample.Of(3L, 3L).Gives(Tensor.From([0L, 1, 1, 2, 2, 2, 0, 0, 1, 0, 1, 2], 2, 6)),
                OperatorSample.Of(2L, 3L, -1L).With("dtype", DType.I32).Gives(Tensor.From([1, 0], 2, 1)),
            ]
            :
            [
                OperatorSample.Of(3L, 3L, 1L).Gives(Tensor.From([0L, 0, 1, 1, 2, 2], 2, 3)),
                OperatorSample.Of(2L, 2L, 5L).Gives(Tensor.Zeros(DType.I64, 2, 0)),
            ];

        // The default, 4, is the number that PyTorch gives to i64.
        public override NodeType Infer(InferenceContext context)
        {
            var (rows, columns) = (context.Int("row"), context.Int("col"));
            var dtype = context["dtype"] is DTypeArgument given ? given.Value : DType.I64;
            return rows < 0 || columns < 0
                ? throw context.Error($"a matrix can't have the shape [{rows}, {columns}].")
                : new TensorType(
                    dtype, [2, Places(rows, columns, context.Int("offset")).Count()], device: context["device"] is DeviceArgument { Value: var named } ? named : TensorType.Cpu);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            (long Row, long Column)[] places = [.. Places(context.Int("row"), context.Int("col"), context.Int("offset"))];
            var result = Tensor.From([.. places.Select(p => p.Row), .. places.Select(p => p.Column)], 2, places.Length);
            return context["dtype"] is { IsLiteral: true } dtype ? Cast.To(result, ((DTypeArgument)dtype.Literal).Value) : result;
        }

        private IEnumerable<(long Row, long Column)> Places(long rows, long columns, long offset)
        {
            for (long row = 0; row < rows; row++)
            {
                var border = Math.Clamp(row + offset + (isLower ? 1 : 0), 0, columns);
                for (var column = isLower ? 0 : border; column < (isLower ? border : columns); column++)
                {
                    yield return (row, column);
                }
            }
        }
    }
}
