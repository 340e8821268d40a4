using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;

namespace Piecewise.Compiler.Emit;

/// <summary>A piece as C#.</summary>
/// <param name="ClassName">The class, in namespace <c>Piecewise.Generated</c>.</param>
/// <param name="Source">A whole file.</param>
/// <param name="Schedule">What it was made from.</param>
/// <param name="ReferenceCalls">By the number that the code calls them by.</param>
public sealed record EmittedPiece(string ClassName, string Source, PieceSchedule Schedule, ImmutableArray<ExternItem> ReferenceCalls);
