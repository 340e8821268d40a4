namespace Piecewise.Compiler.Entries;

/// <summary>A range endpoint that a pass asks for (R8).</summary>
/// <param name="Size">The last size of a range.</param>
/// <param name="Reason">Why: <c>all-reduce fusion up to 2 MiB</c>.</param>
internal sealed record DerivedEndpoint(long Size, string Reason);
