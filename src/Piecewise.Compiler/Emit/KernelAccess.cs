using Piecewise.Compiler.Schedule;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>Elements that a kernel reads or writes by one pointer.</summary>
/// <param name="access">Which.</param>
/// <param name="name">The name of the tensor.</param>
internal sealed class KernelAccess(TensorAccess access, string name) : LoopVariable(access.Strides)
{
    public TensorAccess Access { get; } = access;

    public TensorPlace Place => Access.Place;

    public DType DType => Place.Type.DType;

    /// <summary>The pointer's name in the code.</summary>
    public string Pointer { get; set; } = name;

    public string Name { get; } = name;

    public override int Weight => Access.Writes ? 3 : 2;
}
