namespace Piecewise.Tensors.Fast;

/// <summary>Numbers of classes.</summary>
public static unsafe class ClassKernels
{
    /// <summary><c>torch.nn.functional.one_hot</c>: for each number a row that is 1 there and 0 elsewhere.</summary>
    /// <param name="workers">Who writes; a row is short.</param>
    /// <param name="numbers">The first one.</param>
    /// <param name="strides">[rank], in elements.</param>
    /// <param name="sizes">[rank].</param>
    /// <param name="rank">How many dims.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="result">[all numbers in row-major order, classes], contiguous.</param>
    /// <exception cref="KernelException">There is no such class.</exception>
    public static void OneHot(Workers workers, long* numbers, nint* strides, nint* sizes, nint rank, nint classes, long* result)
    {
        var nest = new Nest(sizes, rank);
        var count = nest.Count;
        for (nint i = 0; i < count; i++)
        {
            var number = numbers[nest.Offset(i, strides)];
            if ((ulong)number >= (ulong)classes)
            {
                throw new KernelException($"class {number} is outside 0…{classes - 1}.");
            }
            var row = new Span<long>(result + (i * classes), (int)classes);
            row.Clear();
            row[(int)number] = 1;
        }
    }
}
