using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Build;

/// <summary>What is known, while a program is planned, of a value of its stitch graph.</summary>
internal abstract record PlannedValue;

/// <summary>A tensor in memory.</summary>
/// <param name="Kind">Whose memory.</param>
/// <param name="Index">Which.</param>
/// <param name="Offset">Bytes to its first element.</param>
/// <param name="Type">In the program's symbols.</param>
internal sealed record PlannedTensor(PlaceKind Kind, int Index, SymInt Offset, TensorType Type) : PlannedValue;

/// <summary>An int that follows from sizes.</summary>
internal sealed record PlannedInt(SymInt Value) : PlannedValue;

/// <summary>A float or a bool of an input of the call, or anything that an interpreted step makes and nobody looks into.</summary>
internal sealed record PlannedNumber(int Index, bool IsInput) : PlannedValue;

/// <summary>A number or a text that stands in the program.</summary>
/// <param name="Index">Which of its literals.</param>
internal sealed record PlannedLiteral(int Index) : PlannedValue;

internal sealed record PlannedTuple(ImmutableArray<PlannedValue> Items) : PlannedValue;

internal sealed record PlannedNothing : PlannedValue
{
    public static PlannedNothing Value { get; } = new();
}
