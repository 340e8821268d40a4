using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Factories : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::zeros.default"] = () =>
        [
            OperatorSample.Of(Value.Ints(2, 3)).Gives(Tensor.Zeros(DType.F32, 2, 3)),
            OperatorSample.Of(Value.Ints()).With("dtype", DType.I64).Gives(Tensor.Scalar(0L)),
            OperatorSample.Of(Value.Ints(0, 2)).With("dtype", DType.Bool).Gives(Tensor.Zeros(DType.Bool, 0, 2)),
        ],
        ["aten::ones.default"] = () =>
        [
            OperatorSample.Of(Value.Ints(2)).Gives(Tensor.From([1f, 1f], 2)),
            OperatorSample.Of(Value.Ints(1, 2)).With("dtype", DType.BF16).Gives(Cast.To(Tensor.From([1f, 1f], 1, 2), DType.BF16)),
        ],
        ["aten::full.default"] = () =>
        [
            OperatorSample.Of(Value.Ints(2), 1L).Gives(Tensor.From([1L, 1], 2)).Showing("the dtype follows from the number"),
            OperatorSample.Of(Value.Ints(), 1.5).Gives(Tensor.Scalar(1.5f)),
            OperatorSample.Of(Value.Ints(2), true).Gives(Tensor.From([true, true], 2)),
            OperatorSample.Of(Value.Ints(2), double.NegativeInfinity)
                .With("dtype", DType.F16).Gives(Cast.To(Tensor.From([float.NegativeInfinity, float.NegativeInfinity], 2), DType.F16)),
            OperatorSample.Of(Value.Ints(2), 1.7).With("dtype", DType.I32).Gives(Tensor.From([1, 1], 2)),
        ],
        ["aten::empty.memory_format"] = () =>
        [
            OperatorSample.Of(Value.Ints(2, 3)).With("dtype", DType.I32).Gives(Tensor.Zeros(DType.I32, 2, 3)),
        ],
        ["aten::empty_strided.default"] = () =>
        [
            OperatorSample.Of(Value.Ints(2, 3), Value.Ints(1, 2)).Gives(Tensor.Zeros(DType.F32, 2, 3)).WithStrides(1, 2),
        ],
        ["aten::empty_permuted.default"] = () =>
        [
            OperatorSample.Of(Value.Ints(2, 3, 4), Value.Ints(1, 0, 2)).Gives(Tensor.Zeros(DType.F32, 2, 3, 4)).WithStrides(4, 8, 1),
        ],
        ["aten::scalar_tensor.default"] = () =>
        [
            OperatorSample.Of(3L).Gives(Tensor.Scalar(3f)).Showing("f32 whatever the number"),
            OperatorSample.Of(double.NegativeInfinity)
                .With("dtype", DType.BF16).Gives(Cast.To(Tensor.Scalar(float.NegativeInfinity), DType.BF16)),
            OperatorSample.Of(true).With("dtype", DType.Bool).Gives(Tensor.Scalar(true)),
        ],
        ["aten::zeros_like.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2], 2)).Gives(Tensor.From([0L, 0], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.Zeros(DType.F32, 3, 2)).WithStrides(1, 3).Showing("the memory order is kept"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .With("dtype", DType.Bool).With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.Contiguous)))
                .Gives(Tensor.Zeros(DType.Bool, 3, 2)),
        ],
        ["aten::ones_like.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.0, 2.0], 2)).Gives(Tensor.From([1.0, 1.0], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2).AsStrided([2, 2], [0, 1], 0))
                .With("dtype", DType.I32).Gives(Tensor.From([1, 1, 1, 1], 2, 2)),
        ],
        ["aten::full_like.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1, 2], 2), 1.7).Gives(Tensor.From([1, 1], 2)).Showing("the tensor's dtype stays"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 3L).With("dtype", DType.I64).Gives(Tensor.From([3L, 3], 2)),
        ],
        ["aten::empty_like.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.Zeros(DType.F32, 3, 2)).WithStrides(1, 3),
        ],
        ["aten::new_zeros.default"] = () =>
        [
            OperatorSample.Of(Cast.To(Tensor.From([1f], 1), DType.BF16), Value.Ints(2))
                .Gives(Cast.To(Tensor.From([0f, 0f], 2), DType.BF16)),
        ],
        ["aten::new_ones.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f], 1), Value.Ints(2)).With("dtype", DType.Bool).Gives(Tensor.From([true, true], 2)),
        ],
        ["aten::new_full.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L], 1), Value.Ints(2), 2.5).Gives(Tensor.From([2L, 2], 2)).Showing("the tensor's dtype stays"),
        ],
        ["aten::new_empty.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L], 1), Value.Ints(2)).Gives(Tensor.From([0L, 0], 2)),
        ],
        ["aten::new_empty_strided.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.0], 1), Value.Ints(2, 3), Value.Ints(1, 2))
                .Gives(Tensor.Zeros(DType.F64, 2, 3)).WithStrides(1, 2),
        ],
    };
}
