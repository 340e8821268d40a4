using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>Elements that a kernel reads or writes by one pointer.</summary>
/// <param name="access">Which.</param>
/// <param name="name">The name of the tensor.</param>
internal sealed class KernelAccess(TensorAccess access, string name)
{
    public TensorAccess Access { get; } = access;

    public TensorPlace Place => Access.Place;

    public DType DType => Place.Type.DType;

    /// <summary>The pointer's name in the code.</summary>
    public string Pointer { get; set; } = name;

    public string Name { get; } = name;

    /// <summary>By the dims that number rows.</summary>
    public ImmutableArray<SymInt> OuterStrides { get; set; }

    /// <summary>By the dims of a row.</summary>
    public ImmutableArray<SymInt> InnerStrides { get; set; }

    /// <summary>One element per row.</summary>
    public bool IsRow => InnerStrides.All(s => s == 0);
}
