using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Places of values and of a triangle's elements, counted.</summary>
internal static class IndexForms
{
    // Elements of a sequence that is searched by calls written one after the other, and rows of a triangle.
    private const long Most = 64;

    public static CompositeForm[] All { get; } =
    [
        new("aten::searchsorted.Tensor", call => call.IsNone("sorter") ? Places(call, call.Tensor("sorted_sequence"),
            call.Bool("right") || call.OptionalString("side") == "right") : null),
        new("aten::bucketize.Tensor", call => Places(call, call.Tensor("boundaries"), call.Bool("right"))),
        new("aten::tril_indices.default", call => Triangle(call, isLower: true)),
        new("aten::triu_indices.default", call => Triangle(call, isLower: false)),
    ];

    // The search by halves itself, so that a sequence that is out of order or holds NaN gives what PyTorch gives: a comparison with NaN is
    // false, which puts it after everything.
    private static TracedTensor[]? Places(CompositeCall call, TracedTensor sequence, bool isRight)
    {
        var values = call.Tensor("self");
        if (sequence.Rank != 1 || !sequence.Shape[0].IsStatic || (long)sequence.Shape[0] is not (>= 1 and <= Most and var length)
            || (values.Rank == 0 && values.DType != sequence.DType))
        {
            return null;
        }
        var start = call.Make("aten::zeros_like.default", values, Op.Named("dtype", DType.I64));
        var end = start + length;
        for (var open = length; open > 0; open /= 2)
        {
            var middle = call.Make("aten::bitwise_right_shift.Tensor_Scalar", start + end, 1);
            var at = sequence.Gather(0, middle.AtMost(length - 1).Reshape(-1)).Reshape([.. values.Shape]);
            var isAfter = isRight ? at > values : at >= values;
            (start, end) = (Op.Where(isAfter | (start >= end), start, middle + 1), Op.Where(isAfter, middle, end));
        }
        return [call.Bool("out_int32") ? start.To(DType.I32) : start];
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
