namespace Piecewise.Graphs;

/// <summary>A word of a kernel's struct whose value the call brings.</summary>
/// <param name="Offset">Where it lies in the struct, in bytes; a multiple of 8.</param>
/// <param name="Value">What it holds.</param>
internal sealed record KernelField(int Offset, KernelArgument Value);
