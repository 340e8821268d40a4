using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class To : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::to.dtype"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, float.NaN], 3), DType.BF16)
                .Gives(Cast.To(Tensor.From([1.5f, -1.5f, float.NaN], 3), DType.BF16)),
            OperatorSample.Of(Tensor.From([1.5f, -1.5f], 2), DType.I64).Gives(Tensor.From([1L, -1], 2)).Showing("towards zero"),
            OperatorSample.Of(Tensor.From([300L, -1], 2), DType.U8).Gives(Tensor.From<byte>([44, 255], 2)).Showing("low bits"),
            OperatorSample.Of(Tensor.From([0f, 0.1f, float.NaN], 3), DType.Bool).Gives(Tensor.From([false, true, true], 3)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), DType.F64)
                .Gives(Tensor.From([1.0, 4.0, 2.0, 5.0, 3.0, 6.0], 3, 2)).WithStrides(1, 3).Showing("the memory order is kept"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), DType.F32).Gives(Tensor.From([1f, 2f], 2)).Showing("itself"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1), DType.C128).Gives(Tensor.From([new Complex(1.0, 2.0)], 1)),
        ],
        ["aten::to.dtype_layout"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2)).With("dtype", DType.F32).Gives(Tensor.From([1f, 0f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .With("copy", true).Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2))
                .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.ChannelsLast)))
                .Gives(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2)).WithStrides(8, 1, 4, 2),
        ],
        ["aten::to.device"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2], 2), Value.FromLiteral(new DeviceArgument("cpu")), DType.F32)
                .Gives(Tensor.From([1f, 2f], 2)),
        ],
        ["aten::to.other"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([0f], 1)).Gives(Tensor.From([1f, 2f], 2)),
        ],
        ["aten::type_as.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([0f], 1)).Gives(Tensor.From([1f, 2f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([0f], 1, 1)).Gives(Tensor.From([1f, 2f], 2)),
        ],
        ["aten::_to_copy.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, 2f], 2)).With("dtype", DType.I32).Gives(Tensor.From([1, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .With("dtype", DType.F64).Gives(Tensor.From([1.0, 4.0, 2.0, 5.0, 3.0, 6.0], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f], 7).AsStrided([2, 2], [4, 2], 0))
                .Gives(Tensor.From([1f, 3f, 5f, 7f], 2, 2)).Showing("gaps vanish"),
        ],
    };
}
