using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Operators that put elements elsewhere, as joined slices: copies, which fuse with whoever computes the elements.</summary>
internal static class CopyForms
{
    // Slices that one call becomes at most.
    private const long MostSlices = 64;

    public static CompositeForm[] All { get; } =
    [
        new("aten::roll.default", Roll),
        new("aten::broadcast_tensors.default", Broadcast),
        .. new[] { "cat", "concat", "concatenate" }.Select(n => new CompositeForm($"aten::{n}.default", Join)),
        new("aten::hstack.default", call => Stacked(call, x => x.Rank == 0 ? x.Reshape(1) : x, x => x.Rank == 1 ? 0 : 1)),
        new("aten::vstack.default", call => Stacked(call, Row, _ => 0)),
        new("aten::row_stack.default", call => Stacked(call, Row, _ => 0)),
        new("aten::dstack.default", call => Stacked(call, x => x.Rank > 2 ? x : Row(x).Unsqueeze(2), _ => 2)),
        new("aten::column_stack.default", call => Stacked(
            call, x => x.Rank == 0 ? x.Reshape(1, 1) : x.Rank == 1 ? x.Unsqueeze(1) : x, _ => 1)),
        new("aten::im2col.default", Patches),
        // Where the operand's strides leave open whether it is a view, it is one of a copy.
        new("aten::reshape.default", call => call.ResultIsView is null ? [call.Make("aten::reshape.default", call.Make(
            "aten::clone.default", call.Tensor("self"), Op.Named("memory_format", MemoryFormat.Contiguous)), call["shape"])] : null),
        new("aten::gather.default", call => call.Tensor("self") is var self && call.Tensor("index") is var index
            && (IsStrided(self) || IsStrided(index)) && !Repeats(self)
            ? [call.Make("aten::gather.default", self.Contiguous(), call["dim"], index.Contiguous())] : null),
    ];

    private static bool IsStrided(TracedTensor x) => !x.Type.IsRowMajor;

    // A copy of it may be much larger than itself.
    private static bool Repeats(TracedTensor x) => x.Type.Strides.Contains(0);

    private static TracedTensor Row(TracedTensor x) => x.Rank == 0 ? x.Reshape(1, 1) : x.Rank == 1 ? x.Unsqueeze(0) : x;

    private static TracedTensor[]? Roll(CompositeCall call)
    {
        var self = call.Tensor("self");
        var (shifts, dims) = (call.Sizes("shifts"), call.Ints("dims"));
        if (self.Rank == 0)
        {
            return null;
        }
        if (dims.IsEmpty)
        {
            return [Shifted(self.Reshape(-1), 0, shifts[0]).Reshape(self.Shape)];
        }
        var result = self;
        for (var i = 0; i < dims.Length; i++)
        {
            result = Shifted(result, call.Dim(dims[i], self.Rank), shifts[i]);
        }
        return [ReferenceEquals(result, self) ? self.Clone() : result];
    }

    private static TracedTensor Shifted(TracedTensor x, int dim, SymbolicInt shift)
    {
        var size = x.Shape[dim];
        // Of nothing, nothing is shifted.
        var start = -shift % (size.IsStatic && (long)size > 0 ? size : SymbolicInt.Max(size, 1));
        return start.IsStatic && (long)start == 0 ? x : Op.Cat([x.Slice(dim, start, size), x.Slice(dim, 0, start)], dim);
    }

    private static TracedTensor[]? Broadcast(CompositeCall call)
    {
        var tensors = call.Tensors("tensors");
        var rank = tensors.Max(t => t.Rank);
        var sizes = new SymbolicInt[rank];
        for (var d = 0; d < rank; d++)
        {
            sizes[d] = tensors.Where(t => t.Rank >= rank - d).Select(t => t.Shape[d - rank])
                .Aggregate((a, b) => a.IsStatic && (long)a == 1 ? b : a);
        }
        return [.. tensors.Select(t => t.Expand(sizes))];
    }

    // Tensors of shape [0], which stand for nothing, go; others are converted to the result's dtype.
    private static TracedTensor[]? Join(CompositeCall call)
    {
        var tensors = call.Tensors("tensors");
        TracedTensor[] given = [.. tensors.Where(t => t.Rank != 1 || !t.Shape[0].IsStatic || (long)t.Shape[0] != 0)];
        var dtype = tensors.Select(t => t.DType).Aggregate(DTypes.Promote);
        return given.Length == 0 || (given.Length == tensors.Length && given.All(t => t.DType == dtype)) ? null
            : [call.Make("aten::cat.default", given.Select(t => t.To(dtype)).ToArray(), call["dim"])];
    }

    private static TracedTensor[]? Stacked(CompositeCall call, Func<TracedTensor, TracedTensor> prepare, Func<TracedTensor, int> dim)
    {
        TracedTensor[] tensors = [.. call.Tensors("tensors").Select(prepare)];
        return [Op.Cat(tensors, dim(tensors[0]))];
    }

    // For each element of the window, the elements that it meets.
    private static TracedTensor[]? Patches(CompositeCall call)
    {
        long[] Pair(string name) => call.Ints(name) is [var both] ? [both, both] : [.. call.Ints(name)];
        var (window, dilation, padding, stride) = (Pair("kernel_size"), Pair("dilation"), Pair("padding"), Pair("stride"));
        if (window.Any(w => w > MostSlices) || window[0] * window[1] > MostSlices)
        {
            return null;
        }
        var self = call.Tensor("self");
        var (height, width) = (self.Rank - 2, self.Rank - 1);
        var x = padding.All(p => p == 0) ? self
            : call.Make("aten::constant_pad_nd.default", self, new[] { padding[1], padding[1], padding[0], padding[0] }, 0);
        SymbolicInt Positions(int dim, int i) => ((x.Shape[dim] - ((dilation[i] * (window[i] - 1)) + 1)) / stride[i]) + 1;
        var (rows, columns) = (Positions(height, 0), Positions(width, 1));
        var slices = new List<TracedTensor>();
        for (long i = 0; i < window[0]; i++)
        {
            var band = Strided(x, height, i * dilation[0], rows, stride[0]);
            for (long j = 0; j < window[1]; j++)
            {
                slices.Add(Strided(band, width, j * dilation[1], columns, stride[1]));
            }
        }
        return [Op.Stack([.. slices], height).Reshape([.. self.Shape[..^3], self.Shape[-3] * (window[0] * window[1]), rows * columns])];
    }

    private static TracedTensor Strided(TracedTensor x, int dim, long start, SymbolicInt count, long step) =>
        x.Slice(dim, start, ((count - 1) * step) + (start + 1), step);
}
