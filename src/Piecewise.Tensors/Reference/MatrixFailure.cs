namespace Piecewise.Tensors.Reference;

/// <summary>What PyTorch says where an algorithm failed for a matrix.</summary>
internal static class MatrixFailure
{
    /// <summary>The text about the first matrix for which it did; null where it did for none.</summary>
    /// <param name="api">PyTorch's name of the function.</param>
    /// <param name="infos">By matrix: 0, or where it failed.</param>
    /// <param name="isMatrix">Whether there is only one.</param>
    public static string? Text(string api, ReadOnlySpan<int> infos, bool isMatrix)
    {
        var at = infos.IndexOfAnyExcept(0);
        if (at < 0)
        {
            return null;
        }
        var info = infos[at];
        var what = api switch
        {
            _ when api.Contains("svd", StringComparison.Ordinal) => "The algorithm failed to converge because the input matrix is "
                + $"ill-conditioned or has too many repeated singular values (error code: {info}).",
            _ when api.Contains("eig", StringComparison.Ordinal) => "The algorithm failed to converge because the input matrix is "
                + $"ill-conditioned or has too many repeated eigenvalues (error code: {info}).",
            _ when api.Contains("inv", StringComparison.Ordinal) => $"The diagonal element {info} is zero, the inversion could not be "
                + "completed because the input matrix is singular.",
            _ when api.Contains("solve", StringComparison.Ordinal) => "The solver failed because the input matrix is singular.",
            _ when api.Contains("cholesky", StringComparison.Ordinal) => "The factorization could not be completed because the input is "
                + $"not positive-definite (the leading minor of order {info} is not positive-definite).",
            _ when api.Contains("lu", StringComparison.Ordinal) => $"U[{info},{info}] is zero and using it on lu_solve would result in a "
                + "division by zero.",
            _ => $"The algorithm failed (error code: {info}).",
        };
        return $"{api}: {(isMatrix ? "" : $"(Batch element {at}): ")}{what}";
    }
}
