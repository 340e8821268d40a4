using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>x · y</c>, or <c>alpha · x · y + beta · addend</c>, of each matrix of a batch, of any strides, which may be 0. Operands are f32 or
/// bf16, sums f32; results are rounded once.
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ProductCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[<see cref="Outer"/>, <see cref="Inner"/>, <see cref="M"/>, <see cref="K"/>].</summary>
    public required T* X;
    public required nint XOuter;
    public required nint XInner;
    public required nint XRow;
    public required nint XColumn;

    /// <summary>[<see cref="Outer"/>, <see cref="Inner"/>, <see cref="K"/>, <see cref="N"/>].</summary>
    public required T* Y;
    public required nint YOuter;
    public required nint YInner;
    public required nint YRow;
    public required nint YColumn;

    /// <summary>
    /// [<see cref="Outer"/>, <see cref="Inner"/>, <see cref="M"/>, <see cref="N"/>]; null for the product as it is. Not looked at where
    /// beta is 0.
    /// </summary>
    public required T* Addend;
    public nint AddendOuter;
    public nint AddendInner;
    public nint AddendRow;
    public nint AddendColumn;

    /// <summary>Factor of the product, where there is an addend.</summary>
    public double Alpha;

    /// <summary>Factor of the addend.</summary>
    public double Beta;

    /// <summary>
    /// [<see cref="Outer"/>, <see cref="Inner"/>, <see cref="M"/>, <see cref="N"/>], contiguous; not x or y. It may be the addend where
    /// that is contiguous, too.
    /// </summary>
    public required T* Result;
    public required nint Outer;
    public required nint Inner;
    public required nint M;
    public required nint N;
    public required nint K;

    public readonly void Run(Workers workers)
    {
        if (Addend is not null)
        {
            var strides = new BatchStrides(AddendOuter, AddendInner, new(AddendRow, AddendColumn));
            Start(workers, new Blend<T>(Addend, strides, (float)Alpha, (float)Beta));
            return;
        }
        var call = this;
        // One product of many rows is cheaper than many products with the same matrix.
        if (Joins(ref call.XRow, ref call.M, XInner, YInner, Inner))
        {
            call.Inner = 1;
            if (Joins(ref call.XRow, ref call.M, XOuter, YOuter, Outer))
            {
                call.Outer = 1;
            }
        }
        call.Start(workers, default(Plain));
    }

    private readonly void Start<TEpilogue>(Workers workers, TEpilogue epilogue) where TEpilogue : unmanaged, IBatchEpilogue<TEpilogue> =>
        new BatchProduct<T, TEpilogue>
        {
            X = X,
            XStrides = new(XOuter, XInner, new(XRow, XColumn)),
            Weight = Y,
            WeightStrides = new(YOuter, YInner, new(YColumn, YRow)),
            Outer = Outer,
            Inner = Inner,
            M = M,
            N = N,
            K = K,
            Result = Result,
            Epilogue = epilogue,
        }.Run(workers);

    // Whether a batch dim can be counted among the rows; if so, it is.
    private static bool Joins(ref nint xRow, ref nint m, nint xBatch, nint yBatch, nint count)
    {
        if (count != 1 && (yBatch != 0 || (m != 1 && xBatch != m * xRow)))
        {
            return false;
        }
        xRow = count != 1 && m == 1 ? xBatch : xRow;
        m *= count;
        return true;
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<ProductCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<ProductCall<TAny>>();
}
