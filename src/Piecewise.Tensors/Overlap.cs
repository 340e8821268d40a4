namespace Piecewise.Tensors;

/// <summary>Whether tensors share memory: asked before one of them is written.</summary>
internal static unsafe class Overlap
{
    /// <summary>Whether two tensors may share an element: false where it is certain that they do not.</summary>
    public static bool May(Tensor a, Tensor b)
    {
        if (a.ElementCount == 0 || b.ElementCount == 0 || !OfStorages(a.Storage, b.Storage))
        {
            return false;
        }
        var (x, y) = (Bytes(a), Bytes(b));
        if (x.End <= y.Start || y.End <= x.Start)
        {
            return false;
        }
        // Two columns of one matrix, keys and values of one cache: their bytes lie apart within each row of it.
        return !AreApart(a, b) && !AreApart(b, a);
    }

    /// <summary>Whether a tensor shows one element in several places, so that it can't be written.</summary>
    public static bool RepeatsElements(Tensor tensor)
    {
        for (var d = 0; d < tensor.Rank && tensor.ElementCount > 0; d++)
        {
            if (tensor.Strides[d] == 0 && tensor.Shape[d] > 1)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether two storages share bytes.</summary>
    public static bool OfStorages(Storage a, Storage b) => a.Pointer < b.Pointer + b.ByteLength && b.Pointer < a.Pointer + a.ByteLength;

    private static bool AreApart(Tensor a, Tensor b)
    {
        for (var d = 0; d < a.Rank; d++)
        {
            if (a.Shape[d] > 1 && AreApart(a, b, a.Strides[d] * a.DType.Size()))
            {
                return true;
            }
        }
        return false;
    }

    // Whether the bytes of both lie apart within each of the rows of that length, wherever these begin.
    private static bool AreApart(Tensor a, Tensor b, long row)
    {
        if (row <= 0 || Within(a, row) is not { } first || Within(b, row) is not { } second)
        {
            return false;
        }
        // Where b begins after a's beginning, within a row that begins with a.
        var distance = (b.Pointer - a.Pointer) % row;
        distance = distance < 0 ? distance + row : distance;
        return distance >= first && distance + second <= row;
    }

    // Bytes from the first to the end of the last within one row; null where the tensor's rows are not such ones.
    private static long? Within(Tensor tensor, long row)
    {
        long bytes = tensor.DType.Size();
        for (var d = 0; d < tensor.Rank; d++)
        {
            var stride = tensor.Strides[d] * tensor.DType.Size();
            if (tensor.Shape[d] == 1 || stride % row == 0)
            {
                continue;
            }
            if (stride < 0 || (tensor.Shape[d] - 1) > (row - bytes) / stride)
            {
                return null;
            }
            bytes += (tensor.Shape[d] - 1) * stride;
        }
        return bytes <= row ? bytes : null;
    }

    // A tensor's extent lies in its storage, so that nothing overflows.
    private static (nint Start, nint End) Bytes(Tensor tensor)
    {
        long first = 0, last = 0;
        for (var d = 0; d < tensor.Rank; d++)
        {
            var reach = (tensor.Shape[d] - 1) * tensor.Strides[d];
            (first, last) = reach < 0 ? (first + reach, last) : (first, last + reach);
        }
        var size = tensor.DType.Size();
        return ((nint)(tensor.Pointer + (first * size)), (nint)(tensor.Pointer + ((last + 1) * size)));
    }
}
