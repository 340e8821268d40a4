using System.Numerics.Tensors;
using Tensor = Piecewise.Tensors.Tensor;

namespace Piecewise.Runtime;

public sealed unsafe partial class CompiledSession
{
    // By input: what the next call of Run() takes, and the session's own memory for spans.
    private readonly CallValue[] given;
    private readonly Tensor?[] own;

    /// <summary>Copies a value into the session, for <see cref="Run()"/>. Allocates only where its sizes differ from the last ones.</summary>
    /// <param name="input">The number of the input.</param>
    /// <param name="value">Its elements, of any strides.</param>
    /// <exception cref="ArgumentException">The input is of another element type.</exception>
    public void SetInput<T>(int input, scoped in ReadOnlyTensorSpan<T> value) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var wanted = program.Manifest.Inputs[input];
        var dtype = Tensor.DTypeOf<T>();
        if (wanted.Form != InputForm.Tensor || wanted.DType != dtype)
        {
            throw new ArgumentException($"The input '{wanted.Name}' is {wanted.Text}, no tensor of {typeof(T).Name}.", nameof(value));
        }
        if (own[input] is not { } tensor || !HasShape(tensor, value.Lengths))
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
    public void SetInput(int input, CallValue value) => given[input] = value;

    /// <summary>Runs a call on the inputs that were set last.</summary>
    /// <inheritdoc cref="Run(ReadOnlySpan{CallValue})"/>
    public void Run() => Run(given.AsSpan());

    /// <summary>A result of the last call where it lies: valid until the next call.</summary>
    /// <exception cref="ArgumentException">It is no tensor of this element type.</exception>
    /// <exception cref="InvalidOperationException">There was no call that succeeded.</exception>
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
        return new ReadOnlyTensorSpan<T>(new ReadOnlySpan<T>(tensor.Pointer, tensor.ElementCount == 0 ? 0 : checked((int)extent)), lengths, strides);
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
