using Piecewise.Tensors;

namespace Piecewise.Distributed;

/// <summary>The ranks of a program can't work together: MPI is missing or fails, a rank has ended, or they call different things.</summary>
internal sealed class RankException : PiecewiseException
{
    public RankException(string message)
        : base(message)
    {
    }
}
