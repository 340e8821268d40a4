using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Tensor = Piecewise.Tensors.Tensor;

namespace Piecewise.Runtime;

public sealed unsafe partial class CompiledSession
{
    // By input: what the next call of Run() takes, and the session's own memory for spans.
    private readonly CallValue[] given;
    private readonly Tensor?[] own;

    /// <summary>
    /// Copies a value into the session, for <see cref="Run()"/>. Allocates only where its sizes differ from the last ones.
    /// </summary>
    /// <param name="input">The number of the input.</param>
    /// <param name="value">Its elements, of any strides.</param>
    /// <exception cref="ArgumentException">There is no such input, or it is of another element type.</exception>
    /// <exception cref="InvalidOperationException">A call is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public void SetInput<T>(int input, scoped in ReadOnlyTensorSpan<T> value) where T : unmanaged
    {
        gate.BeginCall(this);
        try
        {
            Set(input, value);
        }
        finally
        {
            EndCall();
        }
    }

    private void Set<T>(int input, scoped in ReadOnlyTensorSpan<T> value) where T : unmanaged
    {
        ThrowIfNoInput(input);
        var wanted = program.Manifest.Inputs[input];
        var dtype = Tensor.DTypeOf<T>();
        if (wanted.Form != InputForm.Tensor || wanted.DType != dtype)
        {
            throw new ArgumentException($"The input '{wanted.Name}' is {wanted.Text}, no tensor of {typeof(T).Name}.", nameof(value));
        }
        // A result may show this memory, in another order: it is not overwritten while it is read.
        if (own[input] is not { } tensor || !HasShape(tensor, value.Lengths) || Begins(value, tensor))
        {
            var shape = new long[value.Rank];
            for (var d = 0; d < shape.Length; d++)
            {
                shape[d] = value.Lengths[d];
            }
            own[input] = tensor = Tensor.Zeros(dtype, shape);
        }
        value.FlattenTo(tensor.AsSpan<T>());
        given[input] = tensor;
    }

    /// <summary>Sets a value that is read in place, or a number, for <see cref="Run()"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    /// <exception cref="InvalidOperationException">A call is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public void SetInput(int input, CallValue value)
    {
        gate.BeginCall(this);
        try
        {
            ThrowIfNoInput(input);
            given[input] = value;
        }
        finally
        {
            EndCall();
        }
    }

    /// <summary>Runs a call on the inputs that were set last.</summary>
    /// <inheritdoc cref="Run(ReadOnlySpan{CallValue})"/>
    public void Run() => Run(given.AsSpan());

    /// <summary>
    /// A result of the last call where it lies. Its memory stays valid as long as the span is used, whatever is disposed; the next call
    /// overwrites it.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such result, or it is no tensor of this element type.</exception>
    /// <exception cref="InvalidOperationException">There was no call that succeeded, or one is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public ReadOnlyTensorSpan<T> OutputSpan<T>(int index) where T : unmanaged
    {
        var value = Output(index);
        if (value.Tensor is not { } tensor || tensor.DType != Tensor.DTypeOf<T>())
        {
            throw new ArgumentException($"Output {index} is {value}, no tensor of {typeof(T).Name}.", nameof(index));
        }
        Span<nint> lengths = stackalloc nint[tensor.Rank];
        Span<nint> strides = stackalloc nint[tensor.Rank];
        nint extent = 1;
        for (var d = 0; d < lengths.Length; d++)
        {
            lengths[d] = (nint)tensor.Shape[d];
            // A dim of one element has no stride there, nor has an empty tensor.
            strides[d] = lengths[d] == 1 || tensor.ElementCount == 0 ? 0 : (nint)tensor.Strides[d];
            extent += (lengths[d] - 1) * strides[d];
        }
        // The span refers to the memory from here on; until then the tensor does.
        var elements = tensor.ElementCount == 0 ? [] : tensor.Storage.ReadSpan<T>(tensor.Offset * sizeof(T), extent);
        GC.KeepAlive(tensor);
        return new ReadOnlyTensorSpan<T>(elements, lengths, strides);
    }

    private void ThrowIfNoInput(int input)
    {
        if ((uint)input >= (uint)given.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(input), input,
                $"The program '{program.Manifest.Name}' has {given.Length} inputs.");
        }
    }

    // Whether a span begins in the memory of a tensor.
    private static bool Begins<T>(scoped in ReadOnlyTensorSpan<T> span, Tensor tensor) where T : unmanaged
    {
        ref var first = ref Unsafe.AsRef(in span.GetPinnableReference());
        var offset = Unsafe.ByteOffset(ref Unsafe.AsRef<byte>(tensor.Storage.Pointer), ref Unsafe.As<T, byte>(ref first));
        return (nuint)offset < (nuint)tensor.Storage.ByteLength;
    }

    private static bool HasShape(Tensor tensor, scoped ReadOnlySpan<nint> lengths)
    {
        if (tensor.Rank != lengths.Length)
        {
            return false;
        }
        for (var d = 0; d < lengths.Length; d++)
        {
            if (tensor.Shape[d] != lengths[d])
            {
                return false;
            }
        }
        return true;
    }
}
