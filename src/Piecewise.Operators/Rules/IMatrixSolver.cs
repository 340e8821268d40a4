using System.Numerics;

namespace Piecewise.Operators;

/// <summary>Solves systems of equations with one matrix (<see cref="MatrixRules.Solve"/>).</summary>
internal interface IMatrixSolver
{
    /// <summary>Solves A·x = b, or with the adjoint of A, for the columns of b, in place.</summary>
    /// <param name="matrix">[n, n]: A, or what there is of it.</param>
    /// <param name="n">The size.</param>
    /// <param name="number">Which matrix of the batch it is.</param>
    /// <param name="sides">b, [n, columns].</param>
    /// <param name="columns">How many.</param>
    /// <param name="isAdjoint">Whether A is transposed and conjugated.</param>
    void Solve<T>(ReadOnlySpan<T> matrix, int n, int number, Span<T> sides, int columns, bool isAdjoint)
        where T : unmanaged, INumberBase<T>;
}
