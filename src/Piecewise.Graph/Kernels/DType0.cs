namespace Piecewise.Graphs;

/// <summary>Stands for the first type argument of a kernel where an operator fills its struct (<see cref="KernelCallBuilder"/>).</summary>
internal readonly struct DType0;
