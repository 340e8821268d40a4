using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Determinants of matrices by their LU factors, computed in double (<c>torch.linalg.det</c>), or their signs and the logarithms of their
/// sizes (<c>torch.linalg.slogdet</c>).
/// </summary>
/// <typeparam name="T">float, double, <see cref="Complex64"/> or <see cref="Complex"/>; of the last two no logarithms.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct DeterminantCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[batch, <see cref="Size"/>, <see cref="Size"/>].</summary>
    public required T* A;

    /// <summary>[<see cref="BatchRank"/>].</summary>
    public required nint* ABatch;
    public required nint ARow;
    public required nint AColumn;

    /// <summary>Rows and columns of a matrix.</summary>
    public required nint Size;

    /// <summary>[batch], contiguous: determinants; signs where there are logarithms.</summary>
    public required T* Result;

    /// <summary>[batch], contiguous; null where no logarithms are asked for.</summary>
    public required T* Logarithms;

    /// <summary>[<see cref="BatchRank"/>].</summary>
    public required nint* Batch;
    public required nint BatchRank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (ComputeTypes.IsComplex<T>())
        {
            Run<Complex>(workers);
        }
        else
        {
            Run<double>(workers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TCompute>(Workers workers) where TCompute : unmanaged, INumberBase<TCompute>
    {
        var count = new Nest(Batch, BatchRank).Count;
        if (count == 0)
        {
            return;
        }
        var parts = workers.Parts(count, (long)count * Size * Size * Size / 3);
        var factors = MatrixWork.Bytes<TCompute>(parts, Size, Size);
        var scratch = (byte*)Scratch.Of(workers, checked(factors + (parts * Size * sizeof(int))));
        Jobs.Run(workers.Team, parts, new Job<TCompute>
        {
            Call = this,
            Factors = (TCompute*)scratch,
            Pivots = (int*)(scratch + factors),
            IsTransposed = !ComputeTypes.IsComplex<T>() && IsContiguous(),
        });
    }

    // PyTorch factors the transpose of what is row-major: its memory is what LAPACK takes for columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool IsContiguous()
    {
        nint expected = Size * Size;
        for (var dim = BatchRank - 1; dim >= 0; dim--)
        {
            if (Batch[dim] != 1 && ABatch[dim] != expected)
            {
                return false;
            }
            expected *= Batch[dim];
        }
        return Size <= 1 || (ARow == Size && AColumn == 1);
    }

    private struct Job<TCompute> : IPartJob where TCompute : unmanaged, INumberBase<TCompute>
    {
        public DeterminantCall<T> Call;

        /// <summary>[parts, size, size].</summary>
        public TCompute* Factors;

        /// <summary>[parts, size].</summary>
        public int* Pivots;
        public bool IsTransposed;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Batch, Call.BatchRank);
            var n = (int)Call.Size;
            var factor = Factors + ((nint)part * n * n);
            var pivots = Pivots + ((nint)part * n);
            var share = Share.Of(nest.Count, part, parts);
            for (var i = share.Start; i < share.End; i++)
            {
                MatrixWork.Read(Call.A + nest.Offset(i, Call.ABatch), Call.ARow, Call.AColumn, n, n, factor, IsTransposed);
                LuFactorization.Run(new Span<TCompute>(factor, n * n), n, n, new Span<int>(pivots, n));
                var (value, logarithm) = (Complex.One, 0.0);
                for (nint k = 0; k < n; k++)
                {
                    var x = Element.Convert<TCompute, Complex>(factor[(k * n) + k]);
                    x = pivots[k] == k + 1 ? x : -x;
                    var size = Complex.Abs(x);
                    logarithm += Math.Log(size);
                    value *= Call.Logarithms == null ? x : size == 0 ? 0 : x / size;
                }
                Call.Result[i] = Element.Convert<Complex, T>(value);
                if (Call.Logarithms != null)
                {
                    Call.Logarithms[i] = Element.Convert<double, T>(logarithm);
                }
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfWide<DeterminantCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<DeterminantCall<TAny>>();
}
