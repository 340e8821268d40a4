using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Which elements of a tensor a view shows.</summary>
/// <param name="Shape">Sizes of the view.</param>
/// <param name="Strides">Strides of the view, in elements.</param>
/// <param name="Offset">Position of the view's first element after the tensor's first, in elements.</param>
internal sealed record ViewLayout(ImmutableArray<SymInt> Shape, ImmutableArray<SymInt> Strides, SymInt Offset)
{
    public ViewLayout(ImmutableArray<SymInt> shape, ImmutableArray<SymInt> strides)
        : this(shape, strides, 0)
    {
    }

    /// <summary>All elements, as they are.</summary>
    public static ViewLayout Of(TensorType type) => new(type.Shape, type.Strides);

    /// <summary>The same elements with the dims in another order.</summary>
    public static ViewLayout Permuted(TensorType type, IEnumerable<int> order)
    {
        int[] dims = [.. order];
        var strides = type.Strides;
        return new ViewLayout([.. dims.Select(d => type.Shape[d])], [.. dims.Select(d => strides[d])]);
    }

    public ViewLayout RemoveAt(int dim) => this with { Shape = Shape.RemoveAt(dim), Strides = Strides.RemoveAt(dim) };

    /// <summary>Elements <paramref name="start"/>, <paramref name="start"/> + <paramref name="step"/>, … of one dim.</summary>
    public ViewLayout Slice(int dim, SymInt start, SymInt length, SymInt step) => new(
        Shape.SetItem(dim, length), Strides.SetItem(dim, Strides[dim] * step), Offset + start * Strides[dim]);

    /// <summary>The same, where it is not certain that the elements lie in the dim.</summary>
    /// <exception cref="InferenceException">They certainly do not.</exception>
    public ViewLayout Part(InferenceContext context, int dim, SymInt start, SymInt length) =>
        context.Refutes(SymBool.And(SymBool.Ge(start, 0), SymBool.Ge(length, 0), SymBool.Le(start + length, Shape[dim])))
            ? throw context.Error($"{length} elements from {start} on do not lie in a dim of size {Shape[dim]}.")
            : Slice(dim, start, length, 1);

    public TensorType TypeOver(TensorType viewed) => viewed.WithShape(Shape, Strides);

    /// <summary>True where the view certainly is the whole tensor as it is: same shape, same strides, same place.</summary>
    public bool ShowsAll(InferenceContext context, TensorType viewed)
    {
        var strides = viewed.Strides;
        if (Shape.Length != viewed.Rank || !Shapes.AreEqual(context, Offset, 0))
        {
            return false;
        }
        for (var i = 0; i < Shape.Length; i++)
        {
            if (!Shapes.AreEqual(context, Shape[i], viewed.Shape[i]) || !Shapes.AreEqual(context, Strides[i], strides[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The view of a tensor at hand; every size must be literal.</summary>
    public Tensor Over(Tensor viewed) =>
        viewed.AsStrided([.. Shape.Select(s => s.Constant)], [.. Strides.Select(s => s.Constant)], viewed.Offset + Offset.Constant);
}
