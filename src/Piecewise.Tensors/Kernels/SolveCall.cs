using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Systems of equations (<c>torch.linalg.solve</c>, <c>inv</c>, <c>solve_triangular</c>, <c>torch.cholesky_solve</c>): A·x = b, or
/// x·A = b, for matrices and right sides whose batches are broadcast; computed in double, factors once for each matrix. A singular matrix
/// is refused (<see cref="KernelException"/>) unless <see cref="Infos"/> are asked for.
/// </summary>
/// <typeparam name="T">float, double, <see cref="Complex64"/> or <see cref="Complex"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct SolveCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[matrices, <see cref="Size"/>, <see cref="Size"/>].</summary>
    public required T* A;

    /// <summary>[<see cref="MatrixRank"/>]: strides over the matrices' own batch.</summary>
    public required nint* ABatch;
    public required nint ARow;
    public required nint AColumn;

    /// <summary>[<see cref="MatrixRank"/>]: sizes of the matrices' own batch.</summary>
    public required nint* Matrices;
    public required nint MatrixRank;

    /// <summary>Rows and columns of a matrix.</summary>
    public required nint Size;
    public required MatrixKind Kind;

    /// <summary>Which triangle a matrix is, or a factor.</summary>
    public required bool IsUpper;

    /// <summary>Whether a triangle's diagonal is taken as 1.</summary>
    public required bool IsUnit;

    /// <summary>Whether the matrix is left of x.</summary>
    public required bool IsLeft;

    /// <summary>[batch, <see cref="BRows"/>, <see cref="BColumns"/>]: right sides; null for the unit matrix.</summary>
    public required T* B;

    /// <summary>[<see cref="BatchRank"/>].</summary>
    public nint* BBatch;
    public nint BRow;
    public nint BColumn;
    public required nint BRows;
    public required nint BColumns;

    /// <summary>[batch, <see cref="BRows"/>, <see cref="BColumns"/>].</summary>
    public required T* Result;

    /// <summary>[<see cref="BatchRank"/>].</summary>
    public required nint* ResultBatch;
    public required nint ResultRow;
    public required nint ResultColumn;

    /// <summary>[matrices], contiguous: 0, or from 1 on which pivot is 0; null where that is refused.</summary>
    public required int* Infos;

    /// <summary>Whether a pivot that is 0 is refused all the same.</summary>
    public required bool Checks;

    /// <summary>[<see cref="BatchRank"/>]: sizes of both batches, broadcast.</summary>
    public required nint* Batch;

    /// <summary>[<see cref="BatchRank"/>]: strides over them that number the matrices; 0 where one is for several right sides.</summary>
    public required nint* Numbers;
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
        var matrices = new Nest(Matrices, MatrixRank).Count;
        // However many matrices of no elements there are, nothing is in them.
        if (Size == 0)
        {
            for (nint i = 0; Infos != null && i < matrices; i++)
            {
                Infos[i] = 0;
            }
            return;
        }
        var count = BRows == 0 || BColumns == 0 ? 0 : new Nest(Batch, BatchRank).Count;
        var work = (long)Size * Size;
        var parts = workers.Parts(count, count * work * (IsLeft ? BColumns : BRows));
        var (factors, sides) = (MatrixWork.Bytes<TCompute>(matrices, Size, Size), MatrixWork.Bytes<TCompute>(parts, BRows, BColumns));
        var integers = checked(matrices * (Size + 1) * sizeof(int));
        var scratch = (byte*)Scratch.Of(workers, checked(factors + sides + integers));
        var job = new Solving<TCompute>
        {
            Call = this,
            Factors = (TCompute*)scratch,
            Sides = (TCompute*)(scratch + factors),
            Pivots = (int*)(scratch + factors + sides),
        };
        // Factors first: what is refused does not depend on right sides, of which there may be none.
        Jobs.Run(workers.Team, workers.Parts(matrices, matrices * work * Size), new Factoring<TCompute> { Solving = job });
        var infos = job.Infos(matrices);
        if (Infos != null)
        {
            Buffer.MemoryCopy(infos, Infos, matrices * sizeof(int), matrices * sizeof(int));
        }
        if (Infos == null || Checks)
        {
            MatrixWork.RequireSuccess(
                Kind == MatrixKind.Inverted ? "linalg.inv" : "torch.linalg.solve", infos, matrices, isMatrix: MatrixRank == 0);
        }
        if (count > 0)
        {
            Jobs.Run(workers.Team, parts, job);
        }
    }

    private struct Factoring<TCompute> : IPartJob where TCompute : unmanaged, INumberBase<TCompute>
    {
        public Solving<TCompute> Solving;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var call = Solving.Call;
            var nest = new Nest(call.Matrices, call.MatrixRank);
            var (n, count) = ((int)call.Size, nest.Count);
            var infos = Solving.Infos(count);
            var share = Share.Of(count, part, parts);
            for (var i = share.Start; i < share.End; i++)
            {
                var factor = Solving.Factors + (i * n * n);
                MatrixWork.Read(call.A + nest.Offset(i, call.ABatch), call.ARow, call.AColumn, n, n, factor, isAdjoint: false);
                infos[i] = call.Kind is MatrixKind.Any or MatrixKind.Inverted
                    ? LuFactorization.Run(new Span<TCompute>(factor, n * n), n, n, new Span<int>(Solving.Pivots + (i * n), n)) : 0;
            }
        }
    }

    private struct Solving<TCompute> : IPartJob where TCompute : unmanaged, INumberBase<TCompute>
    {
        public SolveCall<T> Call;

        /// <summary>[matrices, size, size].</summary>
        public TCompute* Factors;

        /// <summary>[parts, rows, columns], or transposed.</summary>
        public TCompute* Sides;

        /// <summary>[matrices, size]; then [matrices].</summary>
        public int* Pivots;

        public readonly int* Infos(nint matrices) => Pivots + (matrices * Call.Size);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Batch, Call.BatchRank);
            var elements = Call.BRows * Call.BColumns;
            var sides = Sides + (part * elements);
            var share = Share.Of(nest.Count, part, parts);
            for (var i = share.Start; i < share.End; i++)
            {
                if (Call.B == null)
                {
                    new Span<TCompute>(sides, (int)elements).Clear();
                    for (nint k = 0; k < Call.Size; k++)
                    {
                        sides[k * (Call.Size + 1)] = TCompute.One;
                    }
                }
                else
                {
                    // x·A = b is Aᴴ·xᴴ = bᴴ.
                    MatrixWork.Read(Call.B + nest.Offset(i, Call.BBatch), Call.BRow, Call.BColumn, Call.BRows, Call.BColumns, sides,
                        isAdjoint: !Call.IsLeft);
                }
                Solve(nest.Offset(i, Call.Numbers), new Span<TCompute>(sides, (int)elements));
                MatrixWork.Write(sides, isAdjoint: !Call.IsLeft, Call.BRows, Call.BColumns,
                    Call.Result + nest.Offset(i, Call.ResultBatch), Call.ResultRow, Call.ResultColumn);
            }
        }

        private readonly void Solve(nint number, Span<TCompute> sides)
        {
            var (n, columns) = ((int)Call.Size, (int)(Call.IsLeft ? Call.BColumns : Call.BRows));
            var matrix = new ReadOnlySpan<TCompute>(Factors + (number * n * n), n * n);
            switch (Call.Kind)
            {
                case MatrixKind.Triangle:
                    TriangularSystem.Solve(matrix, n, sides, columns, Call.IsUpper, Call.IsUnit, adjoint: !Call.IsLeft);
                    break;
                case MatrixKind.CholeskyFactor:
                    TriangularSystem.Solve(matrix, n, sides, columns, Call.IsUpper, unit: false, adjoint: Call.IsUpper);
                    TriangularSystem.Solve(matrix, n, sides, columns, Call.IsUpper, unit: false, adjoint: !Call.IsUpper);
                    break;
                default:
                    LuFactorization.Solve(
                        matrix, n, new ReadOnlySpan<int>(Pivots + (number * n), n), sides, columns, adjoint: !Call.IsLeft);
                    break;
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfWide<SolveCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<SolveCall<TAny>>();
}
