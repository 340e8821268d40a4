using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>The reductions that <c>scatter_reduce</c> and <c>index_reduce</c> name: sum, prod, mean, amax, amin.</summary>
internal static class IndexedReduction
{
    /// <summary>What a name of the argument <c>reduce</c> stands for; null for one that no reduction has.</summary>
    public static CombinationKind? Kind(string name) => name switch
    {
        "sum" or "add" => CombinationKind.Sum,
        "prod" or "multiply" => CombinationKind.Product,
        "mean" => CombinationKind.Mean,
        "amax" => CombinationKind.Largest,
        "amin" => CombinationKind.Smallest,
        _ => null,
    };

    /// <summary>Combines named elements with a source in the way that the argument <c>reduce</c> says.</summary>
    /// <param name="context">The call.</param>
    /// <param name="elements">The elements that are combined, of the result.</param>
    /// <param name="source">What they are combined with.</param>
    /// <param name="includeSelf">Whether the value that an element has already takes part.</param>
    public static void Apply(EvaluationContext context, IndexedElements elements, Tensor source, bool includeSelf)
    {
        var name = context.String("reduce");
        var kind = Kind(name) ?? throw context.Error($"there is no reduction \"{name}\"; those that are: sum, prod, mean, amax, amin.");
        if (!includeSelf)
        {
            elements.CopyFrom(Neutral(kind, elements.Tensor.DType));
        }
        elements.Combine(source, kind switch
        {
            CombinationKind.Product => IndexedElements.Combination.Product,
            CombinationKind.Smallest => IndexedElements.Combination.Smallest,
            CombinationKind.Largest => IndexedElements.Combination.Largest,
            _ => IndexedElements.Combination.Sum,
        });
        if (kind == CombinationKind.Mean)
        {
            Divide(elements, includeSelf);
        }
    }

    private static Tensor Neutral(CombinationKind kind, DType dtype) => kind switch
    {
        CombinationKind.Product => Results.Number(1L, dtype),
        CombinationKind.Smallest or CombinationKind.Largest when dtype.IsFloat() => Cast.To(
            Tensor.Scalar(kind == CombinationKind.Smallest ? double.PositiveInfinity : double.NegativeInfinity), dtype),
        CombinationKind.Smallest => Cast.To(Tensor.Scalar(IntegerRange.Largest(dtype)), dtype),
        CombinationKind.Largest => Cast.To(Tensor.Scalar(IntegerRange.Smallest(dtype)), dtype),
        _ => Tensor.Zeros(dtype),
    };

    // The number of values that met in each element, counted in the dtype of the result as PyTorch does.
    private static void Divide(IndexedElements elements, bool includeSelf)
    {
        var tensor = elements.Tensor;
        var counts = Tensor.ZerosStrided(tensor.DType, tensor.Shape, tensor.Strides);
        if (includeSelf)
        {
            Assignment.Write(counts, Results.Number(1L, tensor.DType));
        }
        (elements with { Tensor = counts }).Combine(Results.Number(1L, tensor.DType), IndexedElements.Combination.Sum);
        var compute = Pointwise.ComputeDType(tensor.DType);
        var (x, y) = (Cast.To(tensor, compute), Cast.To(counts, compute));
        Assignment.Write(tensor, Cast.To(Elements.FloatOrInteger<Quotient>(x, y), tensor.DType));
    }

    private readonly struct Quotient : IFloatFunction2, IIntegerFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => y == T.Zero ? x : x / y;

        public long Invoke(long x, long y) => y == 0 ? x : IntegerDivision.Floor(x, y);
    }
}
