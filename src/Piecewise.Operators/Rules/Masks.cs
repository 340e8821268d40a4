using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Elements that differ from 0.</summary>
internal static class Masks
{
    /// <summary>The mask as row-major bools.</summary>
    public static ReadOnlySpan<bool> Flags(Tensor mask) => Cast.To(mask, DType.Bool).ToArray<bool>();

    public static int Count(ReadOnlySpan<bool> flags) => flags.Count(true);

    /// <summary>Positions of the elements that differ from 0, in row-major order.</summary>
    /// <returns>[count, rank], i64, with strides [1, count] as PyTorch's <c>nonzero</c>.</returns>
    public static Tensor Places(Tensor mask)
    {
        var flags = Flags(mask);
        long count = Count(flags);
        var result = Tensor.Zeros(DType.I64, mask.Rank, count);
        var columns = result.AsSpan<long>();
        var next = 0;
        for (var i = 0; i < flags.Length; i++)
        {
            if (!flags[i])
            {
                continue;
            }
            long rest = i;
            for (var dim = mask.Rank - 1; dim >= 0; dim--)
            {
                columns[dim * (int)count + next] = rest % mask.Shape[dim];
                rest /= mask.Shape[dim];
            }
            next++;
        }
        return result.Permute(1, 0);
    }
}
