using Piecewise.Tensors.Fast;

namespace Piecewise.Runtime;

/// <summary>What generated code is called with besides memory. One per session.</summary>
/// <param name="workers">Who computes.</param>
/// <param name="references">Makes the calls that have no code.</param>
public sealed unsafe class CodeContext(Workers workers, IReferenceCalls? references = null)
{
    public Workers Workers { get; } = workers;

    /// <summary>Makes a call by its operator's reference kernel.</summary>
    /// <param name="piece">Number of the piece's code in the program.</param>
    /// <param name="call">Number of the call among the piece's reference calls.</param>
    /// <param name="tensors">First elements of the tensor arguments, then of the results.</param>
    /// <param name="sizes">Values of the piece's symbols.</param>
    public void Reference(int piece, int call, void** tensors, long* sizes)
    {
        if (references is null)
        {
            throw new InvalidOperationException($"Piece {piece} makes call {call} by a reference kernel, and none were given.");
        }
        references.Run(piece, call, tensors, sizes);
    }
}

/// <summary>Calls of operators that have neither loops nor a kernel over memory: slow, and told of by <c>explain</c>.</summary>
public unsafe interface IReferenceCalls
{
    /// <inheritdoc cref="CodeContext.Reference"/>
    void Run(int piece, int call, void** tensors, long* sizes);
}
