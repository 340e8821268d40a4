using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Execute;

/// <summary>
/// The layout in which a program expects an input: the one it was exported with. A view or a copy of an input was decided from it, so that a
/// tensor of other strides is copied first.
/// </summary>
internal static class InputLayout
{
    /// <summary>The tensor itself where its strides are those of the type, else a copy that has them.</summary>
    /// <param name="tensor">What the caller passes; its dtype and shape fit.</param>
    /// <param name="type">The input's type.</param>
    /// <param name="symbols">Values of the symbols.</param>
    public static Tensor Fit(Tensor tensor, TensorType type, IReadOnlyDictionary<string, long> symbols)
    {
        if (!type.Strides.All(s => s.Symbols.All(symbols.ContainsKey)))
        {
            return tensor;
        }
        long[] strides = [.. type.Strides.Select(s => s.Evaluate(symbols))];
        if (tensor.Strides.SequenceEqual(strides))
        {
            return tensor;
        }
        // Along a dim of one element, or in a tensor of none, no stride is taken. Who asks for it gets the one that the program's sizes say.
        var isSame = tensor.ElementCount == 0 || !Enumerable.Range(0, strides.Length).Any(i => tensor.Shape[i] != 1 && strides[i] != tensor.Strides[i]);
        if (isSame)
        {
            return new Tensor(tensor.Storage, tensor.DType, tensor.Shape, strides, tensor.Offset);
        }
        var copy = Tensor.ZerosStrided(tensor.DType, tensor.Shape, strides);
        copy.CopyFrom(tensor);
        return copy;
    }

    /// <summary>The tensor itself where it is all of its storage, else a copy that is: for a program that sees the storage.</summary>
    public static Tensor Alone(Tensor tensor)
    {
        if (tensor.ElementCount == 0)
        {
            return new Tensor(Storage.Allocate(0), tensor.DType, tensor.Shape, tensor.Strides, 0);
        }
        if (tensor.Offset == 0 && Layout.Extent(tensor.Shape, tensor.Strides) * tensor.DType.Size() == tensor.Storage.ByteLength)
        {
            return tensor;
        }
        var copy = Tensor.ZerosStrided(tensor.DType, tensor.Shape, tensor.Strides);
        copy.CopyFrom(tensor);
        return copy;
    }
}
