using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class ErrorFunctions : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::erf.default", "aten::special_erf.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1f, 6f, float.PositiveInfinity, float.NaN], 6))
                .Gives(Tensor.From([0f, 0.5205001f, -0.84270066f, 1f, 1f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([1e-10, 0.3, 1.7, 2.6, -3.4], 5))
                .Gives(Tensor.From([1.1283791670955126e-10, 0.3286267594591274, 0.9837904585907745, 0.9997639655834707,
                    -0.9999984780066371], 5)),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([0f, 0.84270066f], 2)),
        ],
        ["aten::erfc.default", "aten::special_erfc.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1f, 5f, float.NegativeInfinity], 5))
                .Gives(Tensor.From([1f, 0.47950011f, 1.8427008f, 1.5374598e-12f, 2f], 5)),
            OperatorSample.Of(Tensor.From([0.3, 1.7, 2.4, 2.6, 10.0, 26.0, -3.4], 7))
                .Gives(Tensor.From([0.6713732405408726, 0.01620954140922544, 0.0006885138966450789, 0.00023603441652934908,
                    2.088487583762545e-45, 5.663192408856143e-296, 1.999998478006637], 7))
                .Showing("small results keep their digits"),
        ],
        ["aten::erfinv.default", "aten::special_erfinv.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -0.9f, 1f, -1f, 2f], 6))
                .Gives(Tensor.From([0f, 0.47693628f, -1.163087f, float.PositiveInfinity, float.NegativeInfinity, float.NaN], 6))
                .Showing("infinite at 1, NaN beyond"),
            OperatorSample.Of(Tensor.From([1e-09, 0.3, 0.99999999, -0.7], 4))
                .Gives(Tensor.From([8.86226925452758e-10, 0.2724627147267544, 4.052237243645251, -0.7328690779592169], 4)),
        ],
        ["aten::special_ndtr.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -2f, -10f], 4)).Gives(Tensor.From([0.5f, 0.8413447f, 0.02275005f, 0f], 4)),
        ],
        ["aten::lgamma.default", "aten::special_gammaln.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 0.5f, 10f, -1.5f, 0f, -3f, float.PositiveInfinity], 7))
                .Gives(Tensor.From([0f, 0.5723649f, 12.801827f, 0.86004704f, float.PositiveInfinity, float.PositiveInfinity,
                    float.PositiveInfinity], 7))
                .Showing("poles at 0, -1, -2, …"),
            OperatorSample.Of(Tensor.From([2.5, 0.001, 100.25], 3))
                .Gives(Tensor.From([0.2846828704729192, 6.907178885383853, 360.28455963776423], 3)),
        ],
        ["aten::digamma.default", "aten::special_digamma.default", "aten::special_psi.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 0.5f, 10f, -1.5f, 0f, -3f], 6))
                .Gives(Tensor.From([-0.5772159f, -1.9635109f, 2.2517526f, 0.70315677f, float.NegativeInfinity, float.NaN], 6))
                .Showing("NaN at negative integers"),
            OperatorSample.Of(Tensor.From([2.5, 100.25], 2)).Gives(Tensor.From([0.7031566406452431, 4.602671243274712], 2)),
        ],
        ["aten::i0.default", "aten::special_i0.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -3.5f, 20f], 4))
                .Gives(Tensor.From([0.99999994f, 1.266066f, 7.3782043f, 4.3558276e07f], 4)),
            OperatorSample.Of(Tensor.From([0.25, 50.0], 2)).Gives(Tensor.From([1.015686141223608, 2.9325537838493355e+20], 2)),
        ],
    };
}
