namespace Piecewise.Compiler.Backend;

/// <summary>A piece as C#.</summary>
/// <param name="ClassName">The class, in namespace <c>Piecewise.Generated</c>.</param>
/// <param name="Source">A whole file.</param>
internal sealed record EmittedPiece(string ClassName, string Source) : IPieceCode;
