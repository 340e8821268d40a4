namespace Piecewise.Graphs;

/// <summary>A fact or a bound contradicts what a shape environment already holds; the environment is unchanged.</summary>
internal sealed class ShapeConflictException : InvalidOperationException
{
    public ShapeConflictException(string message)
        : base(message)
    {
    }
}
