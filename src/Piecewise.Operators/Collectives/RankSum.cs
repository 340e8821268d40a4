using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>
/// The sum of the ranks' tensors: element by element in rank order, in f32 for the small floats, rounded once. Every rank computes the same
/// bits, and a part of the sum has the bits of the sum of the parts.
/// </summary>
internal static class RankSum
{
    public static Tensor Of(EvaluationContext context, IReadOnlyList<Tensor> parts)
    {
        var dtype = parts[0].DType;
        return dtype.Category() switch
        {
            DTypeCategory.Integer => Cast.To(Add<long>(parts, DType.I64), dtype),
            DTypeCategory.Float => Cast.To(dtype == DType.F64 ? Add<double>(parts, DType.F64) : Add<float>(parts, DType.F32), dtype),
            _ => throw context.Error($"there is no sum of {dtype.TextName()}."),
        };
    }

    private static Tensor Add<T>(IReadOnlyList<Tensor> parts, DType wide) where T : unmanaged, IAdditionOperators<T, T, T>
    {
        var sum = Cast.To(parts[0], wide).Contiguous().Clone();
        var target = sum.AsSpan<T>();
        for (var rank = 1; rank < parts.Count; rank++)
        {
            var source = Cast.To(parts[rank], wide).Contiguous();
            var values = source.ReadSpan<T>();
            for (var i = 0; i < target.Length; i++)
            {
                target[i] += values[i];
            }
            GC.KeepAlive(source);
        }
        return sum;
    }
}
