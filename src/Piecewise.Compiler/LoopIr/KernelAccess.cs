using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.LoopIr;

/// <summary>Elements that a nest of loops reads or writes, one in each of its steps.</summary>
/// <param name="name">The name of the tensor.</param>
/// <param name="place">Where the element of the first step lies.</param>
/// <param name="strides">In elements, by the dims of the nest's shape.</param>
/// <param name="writes">Whether they are written.</param>
internal sealed class KernelAccess(string name, MemoryPlace place, ImmutableArray<SymInt> strides, bool writes) : LoopVariable(strides)
{
    public string Name { get; } = name;

    public MemoryPlace Place { get; } = place;

    public bool Writes { get; } = writes;

    public DType DType => Place.Type.DType;

    public override int Weight => Writes ? 3 : 2;
}
