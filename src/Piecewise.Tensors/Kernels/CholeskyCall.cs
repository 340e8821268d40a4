using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A = L·Lᴴ, or Uᴴ·U (<c>torch.linalg.cholesky</c>), computed in double. A matrix that is not positive-definite is refused
/// (<see cref="KernelException"/>) unless <see cref="Infos"/> are asked for.
/// </summary>
/// <typeparam name="T">float, double, <see cref="Complex64"/> or <see cref="Complex"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct CholeskyCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[batch, <see cref="Size"/>, <see cref="Size"/>], of which one triangle is looked at.</summary>
    public required T* A;

    /// <summary>[<see cref="BatchRank"/>].</summary>
    public required nint* ABatch;
    public required nint ARow;
    public required nint AColumn;

    /// <summary>Rows and columns of a matrix.</summary>
    public required nint Size;

    /// <summary>Whether U is asked for, from the upper triangle; else L, from the lower one.</summary>
    public required bool IsUpper;

    /// <summary>[batch, <see cref="Size"/>, <see cref="Size"/>].</summary>
    public required T* Result;

    /// <summary>[<see cref="BatchRank"/>].</summary>
    public required nint* ResultBatch;
    public required nint ResultRow;
    public required nint ResultColumn;

    /// <summary>[batch], contiguous: 0, or from 1 on which minor is not positive; null where that is refused.</summary>
    public required int* Infos;

    /// <summary>Whether that is refused all the same.</summary>
    public required bool Checks;

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
        // However many matrices of no elements there are, nothing is in them.
        if (count == 0 || Size == 0)
        {
            for (nint i = 0; Infos != null && i < count; i++)
            {
                Infos[i] = 0;
            }
            return;
        }
        var parts = workers.Parts(count, (long)count * Size * Size * Size / 3);
        var factors = MatrixWork.Bytes<TCompute>(parts, Size, Size);
        var scratch = (byte*)Scratch.Of(workers, checked(factors + (Infos == null ? count * sizeof(int) : 0)));
        var infos = Infos == null ? (int*)(scratch + factors) : Infos;
        Jobs.Run(workers.Team, parts, new Job<TCompute> { Call = this, Factors = (TCompute*)scratch, Infos = infos });
        if (Infos == null || Checks)
        {
            MatrixWork.RequireSuccess("linalg.cholesky", infos, count, isMatrix: BatchRank == 0);
        }
    }

    private struct Job<TCompute> : IPartJob where TCompute : unmanaged, INumberBase<TCompute>
    {
        public CholeskyCall<T> Call;

        /// <summary>[parts, size, size].</summary>
        public TCompute* Factors;

        /// <summary>[batch].</summary>
        public int* Infos;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Batch, Call.BatchRank);
            var elements = Call.Size * Call.Size;
            var factor = Factors + (part * elements);
            var share = Share.Of(nest.Count, part, parts);
            for (var i = share.Start; i < share.End; i++)
            {
                MatrixWork.Read(
                    Call.A + nest.Offset(i, Call.ABatch), Call.ARow, Call.AColumn, Call.Size, Call.Size, factor, Call.IsUpper);
                Infos[i] = TriangularSystem.Cholesky(new Span<TCompute>(factor, (int)elements), (int)Call.Size);
                MatrixWork.Write(factor, Call.IsUpper, Call.Size, Call.Size,
                    Call.Result + nest.Offset(i, Call.ResultBatch), Call.ResultRow, Call.ResultColumn);
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfWide<CholeskyCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<CholeskyCall<TAny>>();
}
