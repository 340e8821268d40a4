using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>A tensor of an attention call, [batch, heads, tokens, elements] in memory; none where the pointer is null.</summary>
/// <remarks>Fields, as in <see cref="Kernels.AttentionCall"/>: a session fills them in place in each call.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct AttentionOperand
{
    /// <summary>The first element.</summary>
    public void* First;

    public DType DType;

    public HeadStrides Strides;

    internal readonly bool IsNone => First is null;

    /// <summary>[tokens, heads, elements], or [heads]; the tensor must be kept alive as long as its memory is used.</summary>
    /// <exception cref="ArgumentException">The tensor has another rank.</exception>
    public static AttentionOperand Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var strides = tensor.Strides;
        return new AttentionOperand
        {
            First = tensor.Pointer,
            DType = tensor.DType,
            Strides = strides.Length switch
            {
                3 => new HeadStrides { Head = (nint)strides[1], Token = (nint)strides[0], Element = (nint)strides[2] },
                1 => new HeadStrides { Head = (nint)strides[0] },
                _ => throw new ArgumentException($"Attention takes tensors [tokens, heads, elements], not {tensor}.", nameof(tensor)),
            },
        };
    }

    /// <summary>The element at a distance from the first, as a float.</summary>
    internal readonly float Read(nint place) => DTypeDispatch.Float<Reading, float>(DType, new(First, place));

    private readonly struct Reading(void* first, nint place) : IOverElements<float>
    {
        public float Over<T>() where T : unmanaged => Element.Convert<T, float>(((T*)first)[place]);
    }

    /// <summary>Bytes from the first element to the end of the last; -1 where there can't be so many.</summary>
    internal readonly long Extent(nint batch, nint heads, nint tokens, nint elements)
    {
        if ((batch | heads | tokens | elements) < 0)
        {
            return -1;
        }
        // Of nothing there may be any number.
        if (batch == 0 || heads == 0 || tokens == 0 || elements == 0)
        {
            return 0;
        }
        if ((nuint)batch > Most || (nuint)heads > Most || (nuint)tokens > Most || (nuint)elements > Most)
        {
            return -1;
        }
        var inHead = Reach(tokens, Strides.Token, Reach(elements, Strides.Element, 0));
        var last = Reach(batch, Strides.Batch, Reach(heads, Strides.Head, inHead));
        return last < 0 ? -1 : (last + 1) * DType.Size();
    }

    private const nuint Most = int.MaxValue;

    // The distance of the last element with one dim more, which has so many; -1 where there can't be. The sum is below 2^59 + 2^62.
    private static long Reach(nint count, nint stride, long before)
    {
        if (count == 1 || before < 0)
        {
            return before;
        }
        return (nuint)stride <= Most && before + ((count - 1) * (long)stride) is var last && last <= long.MaxValue / 32 ? last : -1;
    }
}

/// <summary>Distances of two neighbours along each dim, in elements; 0 where the tensor is repeated.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public record struct HeadStrides
{
    public nint Batch;

    public nint Head;

    public nint Token;

    public nint Element;
}
