using System.Collections.Immutable;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Graphs;

/// <summary>
/// A call as one call of a kernel over memory: what runs where a call has no loop form. It is a filled struct (<see cref="IKernel"/>) but
/// for what is known only when the call runs: its memory, and sizes that follow from symbols. Generated code writes the struct down by its
/// fields' names; who makes no code copies <see cref="Template"/> into memory, puts the <see cref="Fields"/> in and calls
/// <see cref="Entry"/>. Made by <see cref="KernelCallBuilder"/>.
/// </summary>
internal sealed unsafe class KernelCall
{
    private readonly delegate*<ReadOnlySpan<DType>, KernelEntry> entryOf;

    internal KernelCall(
        Type kernel, ImmutableArray<DType> dtypes, ImmutableArray<byte> template, ImmutableArray<KernelField> fields,
        delegate*<ReadOnlySpan<DType>, KernelEntry> entryOf)
    {
        Kernel = kernel;
        DTypes = dtypes;
        Template = template;
        Fields = fields;
        this.entryOf = entryOf;
        var name = kernel.Name.Split('`')[0];
        Name = dtypes.IsEmpty ? name : $"{name}<{string.Join(", ", dtypes.Select(Piecewise.Tensors.DTypes.ElementName))}>";
    }

    /// <summary>
    /// The struct with its type arguments, as C# reads it under <c>using System;</c>, <c>using Piecewise.Tensors;</c> and
    /// <c>using Piecewise.Tensors.Kernels;</c>.
    /// </summary>
    public string Name { get; }

    /// <summary>The struct; where it has type arguments, over types that only stand for <see cref="DTypes"/>.</summary>
    public Type Kernel { get; }

    /// <summary>What its type arguments are.</summary>
    public ImmutableArray<DType> DTypes { get; }

    /// <summary>
    /// The struct's memory, of which nothing depends on its type arguments: literals in their places, zeros in those of
    /// <see cref="Fields"/>.
    /// </summary>
    public ImmutableArray<byte> Template { get; }

    /// <summary>What the call brings, by place.</summary>
    public ImmutableArray<KernelField> Fields { get; }

    /// <summary>What of the result loops at its end go through at once; null where none may run there.</summary>
    public NextFunction? Next => Fields.Select(f => f.Value).OfType<NextFunction>().FirstOrDefault();

    /// <summary>The kernel's code for these dtypes, as compiled with the product.</summary>
    /// <exception cref="NotSupportedException">The kernel does not take them: a mistake of the operator.</exception>
    public KernelEntry Entry => entryOf(DTypes.AsSpan());
}
