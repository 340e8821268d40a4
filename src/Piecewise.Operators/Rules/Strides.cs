using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Symbolic stride rules that many operators share; each mirrors the one that kernels follow on numbers.</summary>
internal static class Strides
{
    /// <summary>Strides of an elementwise result: dense, in the memory order of the operands (see <see cref="OutputLayout"/>).</summary>
    public static ImmutableArray<SymInt> Pointwise(
        InferenceContext context, ImmutableArray<SymInt> shape, params ReadOnlySpan<TensorType> operands)
    {
        var rowMajor = true;
        var strides = new SymInt[operands.Length][];
        for (var k = 0; k < operands.Length; k++)
        {
            rowMajor &= operands[k].IsRowMajor && operands[k].Shape.AsSpan().SequenceEqual(shape.AsSpan());
            strides[k] = Broadcast(context, operands[k], shape);
        }
        if (rowMajor)
        {
            return TensorType.ContiguousStrides(shape);
        }
        return Dense(shape, OutputLayout.Order(shape.Length, (a, b) => Compare(context, a, b, shape, strides)));
    }

    /// <summary>
    /// Strides of an operand over a shape that it broadcasts to; 0 where it has one element only, as in <see cref="Shapes.Broadcast"/>.
    /// </summary>
    public static SymInt[] Broadcast(InferenceContext context, TensorType operand, ImmutableArray<SymInt> shape)
    {
        ArgumentNullException.ThrowIfNull(operand);
        var result = new SymInt[shape.Length];
        Array.Fill(result, 0);
        var (strides, lead) = (operand.Strides, shape.Length - operand.Rank);
        for (var i = 0; i < operand.Rank; i++)
        {
            var (size, wanted) = (operand.Shape[i], shape[lead + i]);
            result[lead + i] = size != wanted && !Shapes.IsOne(wanted) && Shapes.AreEqual(context, size, 1) ? 0 : strides[i];
        }
        return result;
    }

    /// <summary>Dense strides whose memory order is <paramref name="order"/>, outermost first.</summary>
    public static ImmutableArray<SymInt> Dense(ImmutableArray<SymInt> shape, ReadOnlySpan<int> order)
    {
        var strides = new SymInt[shape.Length];
        SymInt next = 1;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            strides[order[i]] = next;
            if (!(shape[order[i]].TryGetConstant(out var size) && size is 0 or 1))
            {
                next *= shape[order[i]];
            }
        }
        return [.. strides];
    }

    /// <summary>True where the elements certainly lie in row-major order without gaps.</summary>
    public static bool IsContiguous(InferenceContext context, TensorType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.IsRowMajor)
        {
            return true;
        }
        SymInt expected = 1;
        for (var i = type.Rank - 1; i >= 0; i--)
        {
            if (!Shapes.IsOne(type.Shape[i]))
            {
                if (!Shapes.AreEqual(context, type.Strides[i], expected))
                {
                    return false;
                }
                expected *= type.Shape[i];
            }
        }
        return true;
    }

    /// <summary>
    /// Strides of a view with another shape, or null where none is certain (see <see cref="Layout.ViewStrides"/>).
    /// <paramref name="undecided"/> is set where null does not mean that only a copy can have that shape.
    /// </summary>
    public static ImmutableArray<SymInt>? View(
        InferenceContext context, TensorType type, ImmutableArray<SymInt> newShape, out bool undecided) =>
        View(context, type, newShape, assumeEqual: false, out undecided);

    /// <summary>
    /// Strides of a view with another shape that has to exist: where that takes sizes or strides to be equal, they have to be.
    /// </summary>
    /// <exception cref="InferenceException">Only a copy can have that shape.</exception>
    public static ImmutableArray<SymInt> View(InferenceContext context, TensorType type, ImmutableArray<SymInt> newShape) =>
        View(context, type, newShape, assumeEqual: false, out var undecided)
        ?? (!undecided
            ? throw context.Error($"{type} can't be viewed as [{string.Join(", ", newShape)}] without a copy; use reshape.")
            : View(context, type, newShape, assumeEqual: true, out _)
                ?? throw context.Error($"{type} can't be viewed as [{string.Join(", ", newShape)}] without a copy; use reshape."));

    private static ImmutableArray<SymInt>? View(
        InferenceContext context, TensorType type, ImmutableArray<SymInt> newShape, bool assumeEqual, out bool undecided)
    {
        ArgumentNullException.ThrowIfNull(type);
        undecided = false;
        if (type.IsRowMajor)
        {
            return TensorType.ContiguousStrides(newShape);
        }
        var (shape, strides) = (type.Shape, type.Strides);
        if (shape.Any(s => Shapes.AreEqual(context, s, 0)))
        {
            return shape.AsSpan().SequenceEqual(newShape.AsSpan()) ? strides : TensorType.ContiguousStrides(newShape);
        }
        var result = new SymInt[newShape.Length];
        var view = newShape.Length - 1;
        var chunkStride = shape.Length == 0 ? 1 : strides[^1];
        SymInt chunk = 1, filled = 1;
        for (var dim = shape.Length - 1; dim >= 0; dim--)
        {
            chunk *= shape[dim];
            if (dim == 0 || (!Shapes.IsOne(shape[dim - 1]) && !Same(strides[dim - 1], chunk * chunkStride, ref undecided)))
            {
                while (view >= 0 && (Shapes.IsOne(newShape[view]) || !Same(filled, chunk, ref undecided)))
                {
                    result[view] = filled * chunkStride;
                    filled *= newShape[view--];
                }
                if (!Same(filled, chunk, ref undecided))
                {
                    return null;
                }
                if (dim > 0)
                {
                    chunkStride = strides[dim - 1];
                    chunk = filled = 1;
                }
            }
        }
        for (; view >= 0; view--)
        {
            result[view] = 1;
        }
        return [.. result];

        bool Same(SymInt a, SymInt b, ref bool open)
        {
            if (a == b)
            {
                return true;
            }
            if (assumeEqual)
            {
                return !context.Refutes(SymBool.Eq(a, b));
            }
            var equal = context.Shapes.Decide(SymBool.Eq(a, b));
            open |= equal is null;
            return equal == true;
        }
    }

    private static bool Divides(SymInt a, SymInt b) => SymInt.Mod(b, a).TryGetConstant(out var remainder) && remainder == 0;

    private static int Compare(InferenceContext context, int a, int b, ImmutableArray<SymInt> shape, SymInt[][] strides)
    {
        foreach (var operand in strides)
        {
            var (x, y) = (operand[a], operand[b]);
            if (x == 0 || y == 0)
            {
                continue;
            }
            if (!Shapes.AreEqual(context, x, y))
            {
                // An undecided order is PyTorch's at its example size, where sizes are 2 or more, and most operands are row-major.
                return context.Shapes.Decide(SymBool.Lt(x, y)) is { } less ? (less ? -1 : 1)
                    : Divides(x, y) ? -1
                    : Divides(y, x) ? 1
                    : context.Shapes.IsStaticallyTrue(SymBool.Le(x, y)) || a > b ? -1 : 1;
            }
            if (context.Shapes.IsStaticallyTrue(SymBool.Gt(shape[a], shape[b])))
            {
                return 1;
            }
        }
        return 0;
    }
}
