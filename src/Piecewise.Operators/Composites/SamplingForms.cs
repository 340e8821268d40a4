using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Elements by place or by rank as gathers and sorts.</summary>
internal static class SamplingForms
{
    public static CompositeForm[] All { get; } =
    [
        new("aten::grid_sampler.default", Grid),
        new("aten::grid_sampler_2d.default", Grid),
        new("aten::median.default", Median),
        new("aten::abs.default", Magnitude),
    ];

    // The parts of f32 square in f64 without overflow. One that is infinite is enough, also beside NaN.
    private static TracedTensor[]? Magnitude(CompositeCall call)
    {
        if (call.Tensor("self") is not { DType: DType.C64 } self)
        {
            return null;
        }
        var parts = call.Make("aten::view_as_real.default", self).To(DType.F64);
        var isInfinite = parts.Abs() >= double.PositiveInfinity;
        var isEither = isInfinite.Select(self.Rank, 0) | isInfinite.Select(self.Rank, 1);
        return [Op.Where(isEither, double.PositiveInfinity, (parts * parts).Sum(self.Rank).Sqrt()).To(DType.F32)];
    }

    // The lower one of the middle; NaN sorts last.
    private static TracedTensor[]? Median(CompositeCall call)
    {
        var self = call.Tensor("self");
        var row = self.Reshape(-1);
        var size = row.Shape[0];
        if (call.Decide(SymBool.Eq(size.Value, 0)) == true)
        {
            return self.DType.IsFloat() ? [self.Sum() * double.NaN] : null;
        }
        if (call.Decide(SymBool.Ge(size.Value, 1)) != true || self.DType == DType.Bool)
        {
            return null;
        }
        var sorted = call.Call("aten::sort.default", row, 0, false)[0].Tensor;
        var (middle, last) = (sorted.Select(0, (size - 1) / 2), sorted.Select(0, size - 1));
        return [self.DType.IsFloat() ? Op.Where(last.Ne(last), last, middle) : middle];
    }

    // Integers up to this are numbers of f32, in which places are compared with sizes.
    private const long LargestSize = 1 << 24;

    // Each place is made of its four neighbours, or is the next one; those outside are zero or the border's.
    private static TracedTensor[]? Grid(CompositeCall call)
    {
        const long Zeros = 0, Border = 1;
        var (input, grid) = (call.Tensor("input"), call.Tensor("grid"));
        var (mode, padding, alignsCorners) =
            (call.Int("interpolation_mode"), call.Int("padding_mode"), call.Bool("align_corners"));
        if (input.Rank != 4 || mode > 1 || padding is not (Zeros or Border) || input.DType is not (DType.F32 or DType.BF16))
        {
            return null;
        }
        var (width, height) = (input.Shape[3], input.Shape[2]);
        if (call.Decide(SymBool.Le(width.Value, LargestSize)) != true || call.Decide(SymBool.Le(height.Value, LargestSize)) != true)
        {
            return null;
        }
        var places = grid.To(DType.F32);
        TracedTensor Place(int axis, SymbolicInt size)
        {
            var given = places.Select(3, axis);
            var place = alignsCorners ? (given + 1) / 2.0 * (size - 1) : (((given + 1) * size) - 1) / 2.0;
            // NaN is at the border.
            return padding == Border ? Op.Where(place.Ne(place), 0.0, place).AtLeast(0).AtMost(size - 1) : place;
        }
        var (x, y) = (Place(0, width), Place(1, height));
        var (n, c) = (input.Shape[0], input.Shape[1]);
        var rows = input.To(DType.F32).Reshape(n, c, height * width);
        TracedTensor At(TracedTensor column, TracedTensor row, TracedTensor? weight)
        {
            var isInside = (column >= 0) & (column <= width - 1) & (row >= 0) & (row <= height - 1);
            var index = (Op.Where(isInside, row, 0.0).To(DType.I64) * width) + Op.Where(isInside, column, 0.0).To(DType.I64);
            var count = index.Shape[1] * index.Shape[2];
            var taken = rows.Gather(2, index.Reshape(n, 1, count).Expand(n, c, count).Contiguous());
            // Outside are zeros, whatever stands in their place; a place that is no number gives none.
            var elements = Op.Where(isInside.Reshape(n, 1, count), taken, 0.0);
            return weight is null ? elements : elements * weight.Reshape(n, 1, count);
        }
        TracedTensor sum;
        if (mode == 1)
        {
            sum = At(call.Make("aten::round.default", x), call.Make("aten::round.default", y), null);
        }
        else
        {
            var (left, top) = (x.Floor(), y.Floor());
            var (right, bottom) = (left + 1, top + 1);
            sum = At(left, top, (right - x) * (bottom - y)) + At(right, top, (x - left) * (bottom - y))
                + At(left, bottom, (right - x) * (y - top)) + At(right, bottom, (x - left) * (y - top));
        }
        return [sum.Reshape(n, c, grid.Shape[1], grid.Shape[2]).To(input.DType)];
    }
}
