using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Where each pixel or voxel of a result lies in the operand, in coordinates from -1 to 1, by an affine map for each example.
/// Source: <c>torch.nn.functional.affine_grid</c>.
/// </summary>
internal sealed class AffineGrid : ICompositeSource
{
    public IEnumerable<Composite> Declare() =>
        [new("aten::affine_grid_generator(Tensor theta, SymInt[] size, bool align_corners) -> Tensor", Of)];

    // Of theta [N, dims, dims + 1] and a size [N, C, …]: [N, …, dims]; the last dim is x, y, z. With align_corners -1 and 1 are the centers
    // of the outermost pixels, else their edges.
    private static TracedTensor Of(CompositeCall call)
    {
        var (theta, size, alignCorners) = (call.Tensor("theta"), call.Sizes("size"), call.Bool("align_corners"));
        var dims = size.Length - 2;
        if (dims is not (2 or 3) || theta.Rank != 3 || !theta.DType.IsFloat())
        {
            throw call.Error($"takes floats [N, 2, 3] or [N, 3, 4] and as many sizes, found {theta.Type} and {size.Length} sizes.");
        }
        var (n, sizes) = (size[0], size[2..]);
        var columns = new TracedTensor[dims + 1];
        for (var i = 0; i < dims; i++)
        {
            // x belongs to the last dim.
            var shape = Enumerable.Repeat((SymbolicInt)1, dims).ToArray();
            shape[dims - 1 - i] = sizes[dims - 1 - i];
            columns[i] = Places(theta, sizes[dims - 1 - i], alignCorners).View(shape).Expand(sizes);
        }
        columns[dims] = columns[0].ZerosLike() + 1L;
        var grid = Op.Stack(columns, -1).Reshape([1, -1, dims + 1]).Expand(n, -1, -1);
        TracedTensor mapped = Op.Call("aten::bmm.default", grid, theta.View(n, dims, dims + 1).Transpose(1, 2));
        return mapped.View([n, .. sizes, dims]);
    }

    // From -1 to 1; one place alone is 0.
    private static TracedTensor Places(TracedTensor like, SymbolicInt count, bool alignCorners)
    {
        var compute = like.DType == DType.F64 ? DType.F64 : DType.F32;
        TracedTensor steps = Op.Call("aten::new_zeros.default", like, (TracedArgument)(SymbolicInt[])[count], Op.Named("dtype", DType.I64));
        var places = (Op.Call("aten::cumsum.default", steps + 2L, 0).Tensor - (count + 1)).To(compute);
        var distance = alignCorners ? SymbolicInt.Max(count - 1, 1) : count;
        return (places / distance).To(like.DType);
    }
}
