using System.ComponentModel;

namespace Piecewise.Runtime;

/// <summary>
/// Runs the parts of a program that have no code: calls of operators that have neither loops nor a kernel over memory, and whole pieces
/// whose sizes only data decides. Slow; the compiler reports each of them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe interface IInterpretedParts
{
    /// <inheritdoc cref="CodeContext.Reference"/>
    void Call(int piece, int call, void** tensors, long* sizes);

    /// <summary>Runs a graph.</summary>
    /// <param name="graph">Its number.</param>
    /// <param name="inputs">A tensor, a long, a double, a bool or null for each input.</param>
    /// <returns>The same for each output.</returns>
    object?[] Interpret(int graph, object?[] inputs);
}
