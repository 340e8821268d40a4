using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>What a call brings to a field of its kernel's struct (<see cref="KernelCall.Fields"/>): a word.</summary>
internal abstract record KernelArgument;

/// <summary>
/// The first element of a tensor that is an argument of the call (or in a list among them), as a pointer to elements of its dtype.
/// </summary>
internal sealed record TensorPointer(Node Tensor) : KernelArgument;

/// <summary>
/// The first element of a result, as a pointer to elements of its dtype. There is none without its layout: a kernel gets it by
/// <see cref="InferenceContext.StridedResult"/> or <see cref="InferenceContext.RowMajorResult"/>.
/// </summary>
internal sealed record ResultPointer : KernelArgument
{
    internal ResultPointer(int index) => Index = index;

    public int Index { get; }
}

/// <summary>A size, a stride or another int, as <c>nint</c>.</summary>
internal sealed record SizeNumber(SymInt Value) : KernelArgument;

/// <summary>
/// A function that runs over a block of the only result as soon as it is complete, once for each element, as
/// <c>delegate*&lt;void*, nint, nint, nint, nint, void&gt;</c>: a state, the first row and the one that follows the last, the first column
/// and the one that follows the last. Null where there is nothing to run.
/// </summary>
/// <param name="ColumnDims">How many of the result's last dims number columns; the others number rows.</param>
internal sealed record NextFunction(int ColumnDims) : KernelArgument;

/// <summary>The state that a <see cref="NextFunction"/> gets, as <c>void*</c>.</summary>
internal sealed record NextState : KernelArgument;

/// <summary>Several sizes, as <c>nint*</c> to memory that lasts as long as the call.</summary>
internal sealed record SizeArray(ImmutableArray<SymInt> Values) : KernelArgument;

/// <summary>
/// The first elements of several tensors that are arguments of the call, as <c>void**</c> to memory that lasts as long as the call.
/// </summary>
internal sealed record PointerArray(ImmutableArray<Node> Tensors) : KernelArgument;
