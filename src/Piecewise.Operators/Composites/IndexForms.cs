using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Places of values in sequences of another dtype, and of a triangle's elements.</summary>
internal static class IndexForms
{
    // Rows of a triangle.
    private const long Most = 64;

    public static CompositeForm[] All { get; } =
    [
        new("aten::searchsorted.Tensor", call => Places(call, "sorted_sequence")),
        new("aten::searchsorted.Scalar", call => Places(call, "sorted_sequence")),
        new("aten::bucketize.Tensor", call => Places(call, "boundaries")),
        new("aten::bucketize.Scalar", call => Places(call, "boundaries")),
        new("aten::tril_indices.default", call => Triangle(call, isLower: true)),
        new("aten::triu_indices.default", call => Triangle(call, isLower: false)),
    ];

    // Sequences and values in the dtype in which they meet; a number becomes a tensor.
    private static TracedTensor[]? Places(CompositeCall call, string sequences)
    {
        var dtype = call.Promoted(sequences, "self");
        var (from, isTensor) = (call.Tensor(sequences), call.IsTensor("self"));
        if (isTensor && from.DType == dtype && call.Tensor("self").DType == dtype)
        {
            return null;
        }
        var values = isTensor ? call.Tensor("self").To(dtype)
            : call.Make("aten::full.default", Array.Empty<long>(), call["self"], Op.Named("dtype", dtype));
        return sequences == "boundaries"
            ? [call.Make("aten::bucketize.Tensor", values, from.To(dtype), Op.Named("out_int32", call["out_int32"]),
                Op.Named("right", call["right"]))]
            : [call.Make("aten::searchsorted.Tensor", from.To(dtype), values, Op.Named("out_int32", call["out_int32"]),
                Op.Named("right", call["right"]), Op.Named("side", call["side"]), Op.Named("sorter", call["sorter"]))];
    }

    private static TracedTensor[]? Triangle(CompositeCall call, bool isLower)
    {
        var (rows, columns, offset) = (call.Int("row"), call.Int("col"), call.Int("offset"));
        if (rows is < 1 or > Most || columns is < 1 or > int.MaxValue || offset is < -int.MaxValue or > int.MaxValue)
        {
            return null;
        }
        var device = Op.Named("device", call["device"]);
        List<TracedTensor> atRow = [], atColumn = [];
        for (long row = 0; row < rows; row++)
        {
            var border = Math.Clamp(row + offset + (isLower ? 1 : 0), 0, columns);
            var (start, end) = isLower ? (0, border) : (border, columns);
            if (start < end)
            {
                atRow.Add(call.Make("aten::full.default", new[] { end - start }, row, Op.Named("dtype", DType.I64), device));
                atColumn.Add(call.Make("aten::arange.start", start, end, Op.Named("dtype", DType.I64), device));
            }
        }
        if (atRow.Count == 0)
        {
            return null;
        }
        var places = Op.Stack([Op.Cat([.. atRow]), Op.Cat([.. atColumn])]);
        return [places.To(call["dtype"].Content is DTypeArgument { Value: var dtype } ? dtype : DType.I64)];
    }
}
