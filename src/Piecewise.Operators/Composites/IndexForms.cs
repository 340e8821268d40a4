using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Places of values and of a triangle's elements, counted.</summary>
internal static class IndexForms
{
    // Elements of a sequence that each value is compared with, and rows of a triangle.
    private const long Most = 64;

    public static CompositeForm[] All { get; } =
    [
        new("aten::searchsorted.Tensor", call => call.IsNone("sorter") ? Places(call, call.Tensor("sorted_sequence"),
            call.Bool("right") || call.OptionalString("side") == "right") : null),
        new("aten::bucketize.Tensor", call => Places(call, call.Tensor("boundaries"), call.Bool("right"))),
        new("aten::tril_indices.default", call => Triangle(call, isLower: true)),
        new("aten::triu_indices.default", call => Triangle(call, isLower: false)),
    ];

    // How many elements come before a value; a comparison with NaN is false, which puts it after everything. A sequence of floats may hold
    // NaN, which a search by halves meets or passes by: that call stays as it is.
    private static TracedTensor[]? Places(CompositeCall call, TracedTensor sequence, bool isRight)
    {
        var values = call.Tensor("self");
        if (sequence.DType.IsFloat() || sequence.Rank != 1 || !sequence.Shape[0].IsStatic || (long)sequence.Shape[0] > Most)
        {
            return null;
        }
        var value = values.Unsqueeze(values.Rank);
        var isAfter = isRight ? sequence > value : sequence >= value;
        return [(~isAfter).Sum(values.Rank).To(call.Bool("out_int32") ? DType.I32 : DType.I64)];
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
