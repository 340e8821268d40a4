using System.ComponentModel;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Runtime;

/// <summary>What generated code is called with besides memory. One per session.</summary>
/// <param name="workers">Who computes.</param>
/// <param name="interpreted">Makes the calls that have no code.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class CodeContext(Workers workers, IInterpretedParts? interpreted = null)
{
    public Workers Workers { get; } = workers;

    /// <summary>The operator whose kernel runs now, for messages.</summary>
    public string? Call { get; set; }

    /// <summary>Told where the code is; null: nobody measures.</summary>
    internal CallMarks? Marks { get; init; }

    /// <summary>Says that a loop nest or a call begins. Only code that was compiled for measuring does.</summary>
    /// <param name="item">Its place in the order of the code.</param>
    public void Mark(int item) => Marks?.Item(item);

    /// <summary>Makes a call by its operator's reference kernel.</summary>
    /// <param name="piece">Number of the piece's code in the program.</param>
    /// <param name="call">Number of the call among the piece's reference calls.</param>
    /// <param name="tensors">First elements of the tensor arguments, then of the results.</param>
    /// <param name="sizes">Values of the piece's symbols.</param>
    /// <exception cref="InvalidOperationException">The session has no interpreter.</exception>
    public void Reference(int piece, int call, void** tensors, long* sizes)
    {
        if (interpreted is null)
        {
            throw new InvalidOperationException(
                $"Code {piece} makes call {call} by a reference kernel, "
                + "and the session was started without an interpreter for such calls.");
        }
        interpreted.Call(piece, call, tensors, sizes);
    }
}
