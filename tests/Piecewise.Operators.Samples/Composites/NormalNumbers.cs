using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class NormalNumbers : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::normal.Tensor_float"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([2.540996f, 1.7065711f, 0.8212106f], 3)),
            OperatorSample.Of(Tensor.From([1.0, 2.0, 3.0], 3), 0.5)
                .Gives(Tensor.From([1.7704980541220217, 1.8532855471195269, 1.9106053089627213], 3)),
        ],
        ["aten::normal.float_Tensor"] = () =>
        [
            OperatorSample.Of(1.0, Tensor.From([0.1f, 0.2f, 0.3f], 3)).Gives(Tensor.From([1.1540996f, 0.9413142f, 0.3463632f], 3)),
        ],
        ["aten::normal.Tensor_Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), Tensor.From([0.1f, 0.2f, 0.3f], 3))
                .Gives(Tensor.From([1.1540996f, 1.9413142f, 2.346363f], 3)),
            OperatorSample.Of(Tensor.From([1f, 2], 2, 1), Tensor.From([0.1f, 0.2f], 2))
                .Gives(Tensor.From([1.1540996f, 0.9413142f, 1.7821211f, 2.1136863f], 2, 2)),
        ],
    };
}
