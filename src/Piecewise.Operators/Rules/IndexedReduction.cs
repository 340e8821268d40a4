using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>The reductions that <c>scatter_reduce</c> and <c>index_reduce</c> name: sum, prod, mean, amax, amin.</summary>
internal static class IndexedReduction
{
    /// <summary>Combines named elements with a source in the way that the argument <c>reduce</c> says.</summary>
    /// <param name="context">The call.</param>
    /// <param name="elements">The elements that are combined, of the result.</param>
    /// <param name="source">What they are combined with.</param>
    /// <param name="includeSelf">Whether the value that an element has already takes part.</param>
    public static void Apply(EvaluationContext context, IndexedElements elements, Tensor source, bool includeSelf)
    {
        var name = context.String("reduce");
        var combination = name switch
        {
            "sum" or "mean" or "add" => IndexedElements.Combination.Sum,
            "prod" or "multiply" => IndexedElements.Combination.Product,
            "amax" => IndexedElements.Combination.Largest,
            "amin" => IndexedElements.Combination.Smallest,
            _ => throw context.Error($"there is no reduction \"{name}\"; those that are: sum, prod, mean, amax, amin."),
        };
        var dtype = elements.Tensor.DType;
        if (!includeSelf)
        {
            elements.CopyFrom(Neutral(combination, dtype));
        }
        elements.Combine(source, combination);
        if (name == "mean")
        {
            Divide(elements, includeSelf);
        }
    }

    private static Tensor Neutral(IndexedElements.Combination combination, DType dtype) => combination switch
    {
        IndexedElements.Combination.Sum => Tensor.Zeros(dtype),
        IndexedElements.Combination.Product => Results.Number(1L, dtype),
        IndexedElements.Combination.Largest =>
            Cast.To(dtype.IsFloat() ? Tensor.Scalar(double.NegativeInfinity) : Tensor.Scalar(Extreme(dtype, largest: false)), dtype),
        _ => Cast.To(dtype.IsFloat() ? Tensor.Scalar(double.PositiveInfinity) : Tensor.Scalar(Extreme(dtype, largest: true)), dtype),
    };

    private static long Extreme(DType dtype, bool largest)
    {
        var bits = 8 * dtype.Size();
        return dtype switch
        {
            DType.Bool => largest ? 1 : 0,
            _ when !dtype.IsSigned() => largest ? (1L << bits) - 1 : 0,
            DType.I64 => largest ? long.MaxValue : long.MinValue,
            _ => largest ? (1L << (bits - 1)) - 1 : -(1L << (bits - 1)),
        };
    }

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
