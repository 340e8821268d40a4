using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>What changes linearly from one step of a kernel's loops to the next.</summary>
/// <param name="strides">By the dims of the kernel's space.</param>
internal class LoopVariable(ImmutableArray<SymInt> strides)
{
    public ImmutableArray<SymInt> Strides { get; } = strides;

    /// <summary>By the dims that number rows.</summary>
    public ImmutableArray<SymInt> OuterStrides { get; set; }

    /// <summary>By the dims of a row.</summary>
    public ImmutableArray<SymInt> InnerStrides { get; set; }

    /// <summary>The same for all elements of a row.</summary>
    public bool IsRow => InnerStrides.All(s => s == 0);

    /// <summary>How much it gains where neighbours in a row are neighbours in memory.</summary>
    public virtual int Weight => 0;
}
