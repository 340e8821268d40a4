using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Graphs;

/// <summary>
/// Fills the struct of a kernel where memory and sizes are not known yet: each of its methods gives a <em>handle</em> of the field's type
/// that stands for the value, and <see cref="Of"/> finds the handles in the struct. So it is the C# compiler that checks a field's name and
/// type, and (by <c>required</c>) that none is missing. Where the kernel has a type argument, <see cref="DType0"/> and <see cref="DType1"/>
/// stand for it.
/// </summary>
/// <example>
/// <code>
/// var call = new KernelCallBuilder(context, x.DType, index.DType);
/// return call.Of(new TakeSlicesCall&lt;DType0, DType1&gt; { X = call.Pointer&lt;DType0&gt;("self"), XStride = call.Size(x.Strides[0]), …
/// });
/// </code>
/// </example>
internal sealed unsafe class KernelCallBuilder
{
    // As a double a handle would be a signalling NaN, which no literal is; as an address it is nobody's, and as a size absurd. What follows
    // a bool or an enum in its word is padding, in which anything may lie that was on the stack, an older handle too: the last byte is none
    // of theirs.
    private const long FirstHandle = 0x7FF4_5EED_0000_00A5;
    private const int HandleStep = 1 << 8;
    private const long MaxHandles = 1 << 16;

    private readonly InferenceContext context;
    private readonly ImmutableArray<DType> dtypes;
    private readonly List<KernelArgument> values = [];

    /// <param name="context">The call of the operator.</param>
    /// <param name="dtypes">What the kernel's type arguments are, in their order.</param>
    public KernelCallBuilder(InferenceContext context, params ReadOnlySpan<DType> dtypes)
    {
        this.context = context;
        this.dtypes = [.. dtypes];
    }

    /// <summary>The first element of a tensor argument; null where none is given.</summary>
    public T* Pointer<T>(string name) where T : unmanaged => context.IsNone(name) ? null : Pointer<T>(((NodeArgument)context[name]).Node);

    /// <summary>The first element of a tensor that is an argument of the call, or in a list among them.</summary>
    public T* Pointer<T>(Node tensor) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Require<T>(((TensorType)tensor.Type).DType, $"%{tensor.Name}");
        return (T*)Handle(new TensorPointer(tensor));
    }

    /// <summary>The first element of a result, or of the argument that is written instead; null for null.</summary>
    public T* Pointer<T>(KernelArgument? target) where T : unmanaged
    {
        switch (target)
        {
            case null:
                return null;
            case TensorPointer { Tensor: var tensor }:
                return Pointer<T>(tensor);
            case ResultPointer { Index: var index }:
                Require<T>(context.Result(index).DType, $"result {index}");
                return (T*)Handle(target);
            default:
                throw new ArgumentException($"{target} is no memory.", nameof(target));
        }
    }

    /// <summary>The same for a kernel that is told the dtype in another field.</summary>
    public void* Pointer(KernelArgument? target) => target is null ? null : (void*)Handle(target);

    /// <summary>The first elements of several tensors, in memory that lasts as long as the call.</summary>
    public T** Pointers<T>(IEnumerable<Node> tensors) where T : unmanaged
    {
        ImmutableArray<Node> all = [.. tensors];
        foreach (var tensor in all)
        {
            Require<T>(((TensorType)tensor.Type).DType, $"%{tensor.Name}");
        }
        return all.IsEmpty ? null : (T**)Handle(new PointerArray(all));
    }

    /// <summary>A size, a stride or another int.</summary>
    public nint Size(SymInt size) =>
        size.TryGetConstant(out var constant) && !IsHandle(constant) ? (nint)constant : Handle(new SizeNumber(size));

    /// <summary>Several sizes, in memory that lasts as long as the call.</summary>
    public nint* Sizes(IEnumerable<SymInt> sizes)
    {
        ImmutableArray<SymInt> all = [.. sizes];
        return all.IsEmpty ? null : (nint*)Handle(new SizeArray(all));
    }

    /// <summary>What runs over each block of the only result as soon as it is complete; null where nothing does.</summary>
    /// <param name="columnDims">How many of the result's last dims number columns.</param>
    public delegate*<void*, nint, nint, nint, nint, void> Next(int columnDims = 1) =>
        (delegate*<void*, nint, nint, nint, nint, void>)Handle(new NextFunction(columnDims));

    /// <summary>What <see cref="Next"/> gets first.</summary>
    public void* NextState() => (void*)Handle(new NextState());

    /// <param name="kernel">The struct, with handles.</param>
    /// <exception cref="InvalidOperationException">
    /// A handle is in no field, or the kernel has another number of type arguments than there are dtypes: a mistake of the operator.
    /// </exception>
    public KernelCall Of<TKernel>(TKernel kernel) where TKernel : unmanaged, IKernel =>
        Of(typeof(TKernel), MemoryMarshal.AsBytes(new ReadOnlySpan<TKernel>(in kernel)), &TKernel.EntryOf);

    private KernelCall Of(Type kernel, ReadOnlySpan<byte> bytes, delegate*<ReadOnlySpan<DType>, KernelEntry> entryOf)
    {
        if (kernel.GenericTypeArguments.Length != dtypes.Length)
        {
            throw new InvalidOperationException(
                $"{context.Operator.Name}: {kernel.Name} has another number of type arguments than {dtypes.Length}.");
        }
        var template = bytes.ToArray();
        var words = MemoryMarshal.Cast<byte, long>(template.AsSpan());
        var fields = ImmutableArray.CreateBuilder<KernelField>(values.Count);
        var isUsed = new bool[values.Count];
        for (var i = 0; i < words.Length; i++)
        {
            if (IsHandle(words[i]))
            {
                var number = (int)((words[i] - FirstHandle) / HandleStep);
                fields.Add(new KernelField(i * sizeof(long), values[number]));
                (words[i], isUsed[number]) = (0, true);
            }
        }
        return Array.IndexOf(isUsed, false) is var lost and >= 0
            ? throw new InvalidOperationException(
                $"{context.Operator.Name}: {values[lost]} was made for {kernel.Name} and is in none of its fields.")
            : new KernelCall(kernel, dtypes, ImmutableCollectionsMarshal.AsImmutableArray(template), fields.ToImmutable(), entryOf);
    }

    private static bool IsHandle(long word) =>
        word >= FirstHandle && (word - FirstHandle) % HandleStep == 0 && (word - FirstHandle) / HandleStep < MaxHandles;

    private nint Handle(KernelArgument value)
    {
        values.Add(value);
        return (nint)(FirstHandle + ((values.Count - 1) * (long)HandleStep));
    }

    private void Require<T>(DType dtype, string what) where T : unmanaged
    {
        var expected = typeof(T) == typeof(DType0) ? dtypes[0] : typeof(T) == typeof(DType1) ? dtypes[1] : Tensor.DTypeOf<T>();
        if (dtype != expected)
        {
            throw new InvalidOperationException(
                $"{context.Operator.Name}: {what} holds elements of {dtype.TextName()} where its kernel takes {expected.TextName()}.");
        }
    }
}
