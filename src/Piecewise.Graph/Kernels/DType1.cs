namespace Piecewise.Graphs;

/// <summary>Stands for the second type argument of a kernel where an operator fills its struct (<see cref="KernelCallBuilder"/>).</summary>
internal readonly struct DType1;
