using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>What operators over matrices, and batches of them, have in common.</summary>
internal static class MatrixRules
{
    /// <summary>A tensor of matrices of numbers that are not rounded coarsely.</summary>
    public static TensorType Matrices(InferenceContext context, string name)
    {
        var type = context.Tensor(name);
        if (type.Rank < 2)
        {
            throw context.Error($"The input tensor {name} must have at least 2 dimensions, found {type}.");
        }
        return type.DType is DType.F32 or DType.F64 or DType.C64 or DType.C128 ? type
            : throw context.Error($"Expected a floating point or complex tensor of f32, f64, c64 or c128 as '{name}', found {type}.");
    }

    /// <summary>A tensor of square matrices.</summary>
    public static TensorType Squares(InferenceContext context, string name)
    {
        var type = Matrices(context, name);
        return context.Refutes(SymBool.Eq(type.Shape[^1], type.Shape[^2]))
            ? throw context.Error($"{name} must be batches of square matrices, found {type}.") : type;
    }

    /// <summary>The sizes before those of the matrices.</summary>
    public static ImmutableArray<SymInt> Batch(TensorType type) => type.Shape[..^2];

    /// <summary>A row-major tensor of matrices or vectors in the place of others.</summary>
    public static TensorType With(TensorType type, DType dtype, params ReadOnlySpan<SymInt> sizes) =>
        new(dtype, [.. Batch(type), .. sizes], device: type.Device);

    /// <summary>A row-major copy in the dtype that is computed in, f64 or c128.</summary>
    public static Tensor Wide(Tensor x) => Cast.To(x, x.DType.IsComplex() ? DType.C128 : DType.F64) is var wide && wide == x ? x.Clone()
        : wide.Contiguous() is var dense && dense.Storage == x.Storage ? dense.Clone() : dense;

    /// <summary>A new row-major tensor with a's batch.</summary>
    public static Tensor New(Tensor a, DType dtype, params ReadOnlySpan<long> sizes) =>
        Tensor.Zeros(dtype, [.. a.Shape[..^2], .. sizes]);

    /// <summary>How many matrices there are.</summary>
    public static int Count(Tensor a) => checked((int)Layout.ElementCount(a.Shape[..^2]));

    /// <summary>Row-major matrices, each the adjoint of the other's; the transpose where elements are real.</summary>
    public static Tensor Adjoint(Tensor a)
    {
        // Where there are elements, an int counts them; where there are none a size may be any number.
        var result = New(a, a.DType, a.Shape[^1], a.Shape[^2]);
        var (rows, columns) = (unchecked((int)a.Shape[^2]), unchecked((int)a.Shape[^1]));
        return a.DType == DType.C128 ? Of<Complex>() : Of<double>();

        Tensor Of<T>() where T : unmanaged, INumberBase<T>
        {
            var from = a.ReadSpan<T>();
            var to = result.AsSpan<T>();
            for (var start = 0; start < to.Length; start += rows * columns)
            {
                for (var i = 0; i < rows; i++)
                {
                    for (var j = 0; j < columns; j++)
                    {
                        to[start + (j * rows) + i] = MatrixElement.Conjugate(from[start + (i * columns) + j]);
                    }
                }
            }
            GC.KeepAlive(a);
            return result;
        }
    }

    /// <summary>Solves A·x = b, or x·A = b, for matrices and right sides whose batches are broadcast.</summary>
    /// <param name="a">Square matrices, f64 or c128, or what a solver needs of them.</param>
    /// <param name="b">The right sides, in any dtype, which is the result's.</param>
    /// <param name="left">Whether A is on the left.</param>
    /// <param name="solver">Solves one.</param>
    public static Tensor Solve<TSolver>(Tensor a, Tensor b, bool left, TSolver solver) where TSolver : struct, IMatrixSolver
    {
        long[] batch = Layout.Broadcast(a.Shape[..^2], b.Shape[..^2]);
        var n = (int)a.Shape[^1];
        var all = a.Broadcast([.. batch, n, n]).Contiguous();
        var wide = Wide(b.Broadcast([.. batch, b.Shape[^2], b.Shape[^1]]));
        // x·A = b is Aᴴ·xᴴ = bᴴ.
        wide = left ? wide : Adjoint(wide);
        if (all.DType == DType.C128)
        {
            Run<Complex>();
        }
        else
        {
            Run<double>();
        }
        return Cast.To(left ? wide : Adjoint(wide), b.DType);

        void Run<T>() where T : unmanaged, INumberBase<T>
        {
            var columns = (int)wide.Shape[^1];
            for (var i = 0; i < Count(wide); i++)
            {
                solver.Solve(all.ReadSpan<T>().Slice(i * n * n, n * n), n, i, wide.AsSpan<T>().Slice(i * n * columns, n * columns),
                    columns, isAdjoint: !left);
            }
            GC.KeepAlive(all);
        }
    }

    /// <summary>Throws where an algorithm failed for a matrix.</summary>
    public static void RequireSuccess(string api, int[] infos, Tensor a)
    {
        if (MatrixFailure.Text(api, infos, a.Rank == 2) is { } failure)
        {
            throw new EvaluationException(failure);
        }
    }
}
