using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Rows and columns of the elements of a matrix below or above a diagonal. Source: <c>torch.tril_indices</c>, <c>torch.triu_indices</c>.
/// </summary>
internal sealed class TriangleIndices : IOperatorSource
{
    private const string Arguments =
        "(int row, int col, int offset=0, *, ScalarType? dtype=4, Layout? layout=None, Device? device=None, "
        + "bool? pin_memory=None) -> Tensor";

    public IEnumerable<Operator> Create() =>
    [
        new TriangleIndicesOperator("aten::tril_indices" + Arguments, isLower: true),
        new TriangleIndicesOperator("aten::triu_indices" + Arguments, isLower: false),
    ];

    private sealed class TriangleIndicesOperator(string schema, bool isLower) : Operator(schema)
    {
        // The default, 4, is the number that PyTorch gives to i64.
        public override NodeType Infer(InferenceContext context)
        {
            var (rows, columns) = (context.Int("row"), context.Int("col"));
            var dtype = context["dtype"] is DTypeArgument given ? given.Value : DType.I64;
            if (rows < 0 || columns < 0)
            {
                throw context.Error($"a matrix can't have the shape [{rows}, {columns}].");
            }
            var count = Count(rows, columns, context.Int("offset"));
            return count <= long.MaxValue
                ? new TensorType(dtype, [2, (long)count],
                    device: context["device"] is DeviceArgument { Value: var named } ? named : TensorType.Cpu)
                : throw context.Error($"a matrix of the shape [{rows}, {columns}] has {count} such places.");
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (rows, columns, offset) = (context.Int("row"), context.Int("col"), context.Int("offset"));
            var result = Tensor.Zeros(DType.I64, 2, checked((long)Count(rows, columns, offset)));
            var row = result.Select(0, 0).AsSpan<long>();
            var column = result.Select(0, 1).AsSpan<long>();
            var next = 0;
            // Only rows that have such places: there may be as many others as a literal can say.
            var (first, end) = columns == 0 ? (0, 0)
                : isLower ? ((long)Int128.Clamp(-(Int128)offset, 0, rows), rows)
                : (0, (long)Int128.Clamp((Int128)columns - offset, 0, rows));
            for (var r = first; r < end; r++)
            {
                var border = Border(r, columns, offset);
                for (var c = isLower ? 0 : border; c < (isLower ? border : columns); c++, next++)
                {
                    (row[next], column[next]) = (r, c);
                }
            }
            return context["dtype"] is { IsLiteral: true } dtype ? Cast.To(result, ((DTypeArgument)dtype.Literal).Value) : result;
        }

        // The column where a row leaves the triangle, or enters it.
        private long Border(long row, long columns, long offset) =>
            (long)Int128.Clamp((Int128)row + offset + (isLower ? 1 : 0), 0, columns);

        private Int128 Count(long rows, long columns, long offset)
        {
            // Borders of rows: 0 at first, then one more from row to row, then all columns.
            var shift = (Int128)offset + (isLower ? 1 : 0);
            var rising = Int128.Clamp(-shift, 0, rows);
            var full = Int128.Clamp(columns - shift, rising, rows);
            var borders = ((full - rising) * (rising + full - 1 + (2 * shift)) / 2) + ((rows - full) * columns);
            return isLower ? borders : ((Int128)rows * columns) - borders;
        }
    }
}
