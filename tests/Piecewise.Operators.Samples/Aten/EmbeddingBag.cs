using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class EmbeddingBag : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::embedding_bag.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3))
                .Gives(Value.List(Tensor.From([-1.75f, -1.75f, -0.25f, 0, 0, 0, -4.75f, 1.25f, -1.25f], 3, 3), Tensor.Zeros(DType.I64,
                    0), Tensor.From([0L, 0, 0], 3), Tensor.From([0L, 0, 0], 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 1L, false, Value.None, false)
                .Gives(Value.List(Tensor.From([-0.875f, -0.875f, -0.125f, 0, 0, 0, -1.5833334f, 0.41666666f, -0.41666666f], 3, 3),
                    Tensor.From([0L, 0, 2, 2, 2], 5), Tensor.From([2L, 0, 3], 3), Tensor.From([2L, 0, 3], 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 2L, false, Value.None, false)
                .Gives(Value.List(Tensor.From([-0.75f, 0, 0.25f, 0, 0, 0, -1, 0.75f, 0.25f], 3, 3), Tensor.From([0L, 0, 2, 2, 2], 5),
                    Tensor.From([2L, 0, 3], 3), Tensor.From([1L, 4, 4, 0, 0, 0, 4, 0, 4], 3, 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1, 4, 0, 4, 2], 5), Tensor.From([0, 2, 2], 3), false, 0L, false, Tensor.From([-1.5f, 0.25f, 0, -1.5f,
                -1.5f], 5), false)
                .Gives(Value.List(Tensor.From([0.875f, 2.625f, 0.8125f, 0, 0, 0, 4.5f, -0.75f, 0.375f], 3, 3), Tensor.Zeros(DType.I32,
                    0), Tensor.From([0, 0, 0], 3), Tensor.From([0, 0, 0], 3))),
            OperatorSample.Of(Cast.To(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f],
                5, 3), DType.BF16), Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 3, 5], 3), false, 1L, false, Value.None, true)
                .Gives(Value.List(Cast.To(Tensor.From([-1.1640625f, -0.33398438f, -0.41601562f, -1.5f, 0.25f, -0.125f], 2, 3),
                    DType.BF16), Tensor.From([0L, 0, 0, 1, 1], 5), Tensor.From([3L, 2], 2), Tensor.From([3L, 2], 2))),
            OperatorSample.Of(Tensor.From([-1.75, 0.75, -1.0, -0.75, -1.75, -0.5, -2.0, 0.5, -0.5, -1.0, 2.0, -2.0, -1.0, 0.0, 0.25], 5,
                3), Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 3, 5], 3), false, 1L, false, Value.None, true)
                .Gives(Value.List(Tensor.From([-1.1666666666666667, -0.3333333333333333, -0.4166666666666667, -1.5, 0.25, -0.125], 2, 3),
                    Tensor.From([0L, 0, 0, 1, 1], 5), Tensor.From([3L, 2], 2), Tensor.From([3L, 2], 2))),
        ],
        ["aten::embedding_bag.padding_idx"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 0L, false, Value.None, false, 4L)
                .Gives(Value.List(Tensor.From([-0.75f, -1.75f, -0.5f, 0, 0, 0, -3.75f, 1.25f, -1.5f], 3, 3), Tensor.From([0L, 0, 2, 2,
                    2], 5), Tensor.From([0L, 0, 0], 3), Tensor.From([0L, 0, 0], 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 1L, false, Value.None, false, 4L)
                .Gives(Value.List(Tensor.From([-0.75f, -1.75f, -0.5f, 0, 0, 0, -1.875f, 0.625f, -0.75f], 3, 3), Tensor.From([0L, 0, 2, 2,
                    2], 5), Tensor.From([1L, 0, 2], 3), Tensor.From([1L, 0, 2], 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 2L, false, Value.None, false, 4L)
                .Gives(Value.List(Tensor.From([-0.75f, -1.75f, -0.5f, 0, 0, 0, -1.75f, 0.75f, -0.5f], 3, 3), Tensor.From([0L, 0, 2, 2,
                    2], 5), Tensor.From([1L, 0, 2], 3), Tensor.From([1L, 1, 1, 0, 0, 0, 0, 0, 2], 3, 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 0L, false, Value.None, false, Value.None)
                .Gives(Value.List(Tensor.From([-1.75f, -1.75f, -0.25f, 0, 0, 0, -4.75f, 1.25f, -1.25f], 3, 3), Tensor.Zeros(DType.I64,
                    0), Tensor.From([0L, 0, 0], 3), Tensor.From([0L, 0, 0], 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 0L, false, Tensor.From([1.5f, 0.5f, -1.75f, 1.25f,
                1.5f], 5), false, -1L)
                .Gives(Value.List(Tensor.From([-1.125f, -2.625f, -0.75f, 0, 0, 0, 0.0625f, -0.5625f, 1], 3, 3), Tensor.From([0L, 0, 2, 2,
                    2], 5), Tensor.From([0L, 0, 0], 3), Tensor.From([0L, 0, 0], 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, float.NaN, 2, -2, float.NaN,
                float.NaN, float.NaN], 5, 3), Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 2L, false, Value.None,
                false, Value.None)
                .Gives(Value.List(Tensor.From([-0.75f, -1.75f, -0.5f, 0, 0, 0, -1.75f, 0.75f, -0.5f], 3, 3), Tensor.From([0L, 0, 2, 2,
                    2], 5), Tensor.From([2L, 0, 3], 3), Tensor.From([1L, 1, 1, 0, 0, 0, 0, 0, 2], 3, 3))),
        ],
        ["aten::_embedding_bag.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3))
                .Gives(Value.List(Tensor.From([-1.75f, -1.75f, -0.25f, 0, 0, 0, -4.75f, 1.25f, -1.25f], 3, 3), Tensor.Zeros(DType.I64,
                    0), Tensor.From([0L, 0, 0], 3), Tensor.From([0L, 0, 0], 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 1L, false, Value.None, false, 2L)
                .Gives(Value.List(Tensor.From([-0.875f, -0.875f, -0.125f, 0, 0, 0, -1.375f, 0.375f, -0.375f], 3, 3), Tensor.From([0L, 0,
                    2, 2, 2], 5), Tensor.From([2L, 0, 2], 3), Tensor.From([2L, 0, 2], 3))),
            OperatorSample.Of(Cast.To(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f],
                5, 3), DType.F16), Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 1, 5], 3), false, 2L, false, Value.None, true)
                .Gives(Value.List(Cast.To(Tensor.From([-0.75f, -1.75f, -0.5f, -1, 0.75f, 0.25f], 2, 3), DType.F16), Tensor.From([0L, 1,
                    1, 1, 1], 5), Tensor.From([1L, 4], 2), Tensor.From([1L, 1, 1, 4, 0, 4], 2, 3))),
        ],
        ["aten::_embedding_bag_forward_only.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3))
                .Gives(Value.List(Tensor.From([-1.75f, -1.75f, -0.25f, 0, 0, 0, -4.75f, 1.25f, -1.25f], 3, 3), Tensor.Zeros(DType.I64,
                    0), Tensor.From([0L, 0, 0], 3), Tensor.From([0L, 0, 0], 3))),
            OperatorSample.Of(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f], 5, 3),
                Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 2, 2], 3), false, 1L, false, Value.None, false, 2L)
                .Gives(Value.List(Tensor.From([-0.875f, -0.875f, -0.125f, 0, 0, 0, -1.375f, 0.375f, -0.375f], 3, 3), Tensor.From([0L, 0,
                    2, 2, 2], 5), Tensor.From([2L, 0, 2], 3), Tensor.From([2L, 0, 2], 3))),
            OperatorSample.Of(Cast.To(Tensor.From([-1.75f, 0.75f, -1, -0.75f, -1.75f, -0.5f, -2, 0.5f, -0.5f, -1, 2, -2, -1, 0, 0.25f],
                5, 3), DType.F16), Tensor.From([1L, 4, 0, 4, 2], 5), Tensor.From([0L, 1, 5], 3), false, 2L, false, Value.None, true)
                .Gives(Value.List(Cast.To(Tensor.From([-0.75f, -1.75f, -0.5f, -1, 0.75f, 0.25f], 2, 3), DType.F16), Tensor.From([0L, 1,
                    1, 1, 1], 5), Tensor.From([1L, 4], 2), Tensor.From([1L, 1, 1, 4, 0, 4], 2, 3))),
        ],
    };
}
