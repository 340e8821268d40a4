using System.Collections.Immutable;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Graphs;

/// <summary>
/// A call as one call of a kernel over memory: what runs where a call has no loop form. It is a filled struct (<see cref="IKernel"/>) but for what is
/// known only when the call runs: its memory, and sizes that follow from symbols. Generated code writes the struct down by its fields' names; who makes
/// no code copies <see cref="Template"/> into memory, puts the <see cref="Fields"/> in and calls <see cref="Entry"/>.
/// Made by <see cref="KernelCallBuilder"/>.
/// </summary>
public sealed unsafe class KernelCall
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
        Method = dtypes.IsEmpty ? name : $"{name}<{string.Join(", ", dtypes.Select(ElementType))}>";
    }

    // The old form: a method by its text, and its arguments in order. Goes as soon as no operator has it.
    public KernelCall(string method, ImmutableArray<KernelArgument> arguments)
    {
        Method = method;
        Arguments = arguments;
    }

    /// <summary>The kernel with its type arguments, as C# reads it under <c>using System;</c>, <c>using Piecewise.Tensors;</c> and
    /// <c>using Piecewise.Tensors.Fast;</c>.</summary>
    public string Method { get; }

    public ImmutableArray<KernelArgument> Arguments { get; } = [];

    /// <summary>The struct; where it has type arguments, over types that only stand for <see cref="DTypes"/>.</summary>
    public Type? Kernel { get; }

    /// <summary>What its type arguments are.</summary>
    public ImmutableArray<DType> DTypes { get; } = [];

    /// <summary>The struct's memory, of which nothing depends on its type arguments: literals in their places, zeros in those of <see cref="Fields"/>.</summary>
    public ImmutableArray<byte> Template { get; } = [];

    /// <summary>What the call brings, by place.</summary>
    public ImmutableArray<KernelField> Fields { get; } = [];

    /// <summary>Whether loops may run at its end (<see cref="NextFunction"/>).</summary>
    public bool TakesNext => MethodThen is not null || Fields.Any(f => f.Value is NextFunction);

    /// <summary>The kernel's code for these dtypes, as compiled with the product.</summary>
    /// <exception cref="NotSupportedException">The kernel does not take them: a mistake of the operator.</exception>
    public KernelEntry Entry => entryOf(DTypes.AsSpan());

    /// <summary>
    /// A method with two more arguments, a function pointer and a state: it calls the function with the state and a range of columns (dim -1 of the
    /// only result) as soon as all rows of them are complete, once for each column. Null where there is none.
    /// </summary>
    public string? MethodThen { get; init; }

    /// <summary>The C# type of a dtype's elements, under the same usings.</summary>
    public static string ElementType(DType dtype) => dtype switch
    {
        DType.Bool => "bool",
        DType.U8 => "byte",
        DType.I8 => "sbyte",
        DType.I16 => "short",
        DType.I32 => "int",
        DType.I64 => "long",
        DType.U16 => "ushort",
        DType.U32 => "uint",
        DType.U64 => "ulong",
        DType.F8E4M3FN => nameof(Float8E4M3),
        DType.F8E5M2 => nameof(Float8E5M2),
        DType.F16 => "Half",
        DType.BF16 => nameof(BFloat16),
        DType.F32 => "float",
        DType.F64 => "double",
        DType.C64 => nameof(Complex64),
        DType.C128 => "System.Numerics.Complex",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "A dtype without elements."),
    };
}

/// <summary>An argument of a <see cref="KernelCall"/>.</summary>
public abstract record KernelArgument
{
    public static KernelArgument Of(Node tensor) => new TensorPointer(tensor);

    public static KernelArgument Of(SymInt size) => new SizeNumber(size);

    public static KernelArgument Of(IEnumerable<SymInt> sizes) => new SizeArray([.. sizes]);

    public static KernelArgument Of(IEnumerable<Node> tensors) => new PointerArray([.. tensors]);

    public static KernelArgument Of(double number) => new FloatNumber(number);

    public static KernelArgument Of(bool flag) => new Flag(flag);

    /// <summary>No tensor.</summary>
    public static KernelArgument Null { get; } = new NullPointer();
}

/// <summary>The first element of a tensor that is an argument of the call (or in a list among them), as a pointer to elements of its dtype.</summary>
public sealed record TensorPointer(Node Tensor) : KernelArgument;

/// <summary>
/// The first element of a result, as a pointer to elements of its dtype. There is none without its layout: a kernel gets it by
/// <see cref="InferenceContext.StridedResult"/> or <see cref="InferenceContext.RowMajorResult"/>.
/// </summary>
public sealed record ResultPointer : KernelArgument
{
    internal ResultPointer(int index) => Index = index;

    public int Index { get; }
}

/// <summary>A size, a stride or another int, as <c>nint</c>.</summary>
public sealed record SizeNumber(SymInt Value) : KernelArgument;

/// <summary>
/// A function that runs over a range of columns (dim -1 of the only result) as soon as all rows of them are complete, once for each column, as
/// <c>delegate*&lt;void*, nint, nint, void&gt;</c>: a state, the first column, and the one that follows the last. Null where there is nothing to run.
/// </summary>
public sealed record NextFunction : KernelArgument;

/// <summary>The state that a <see cref="NextFunction"/> gets, as <c>void*</c>.</summary>
public sealed record NextState : KernelArgument;

/// <summary>Several sizes, as <c>nint*</c> to memory that lasts as long as the call.</summary>
public sealed record SizeArray(ImmutableArray<SymInt> Values) : KernelArgument;

/// <summary>The first elements of several tensors that are arguments of the call, as <c>void**</c> to memory that lasts as long as the call.</summary>
public sealed record PointerArray(ImmutableArray<Node> Tensors) : KernelArgument;

/// <summary>A literal, as <c>double</c>.</summary>
public sealed record FloatNumber(double Value) : KernelArgument;

/// <summary>A literal, as <c>bool</c>.</summary>
public sealed record Flag(bool Value) : KernelArgument;

/// <summary>A null pointer.</summary>
public sealed record NullPointer : KernelArgument;
