using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class SpecialMath : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::special_i0e.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1.5f, 3f, 12f, float.NaN], 6))
                .Gives(Tensor.From([0.99999994f, 0.6450353f, 0.36743364f, 0.24300036f, 0.116426215f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([0.1, -2.5, 7.0, 30.0], 4))
                .Gives(Tensor.From([0.9071009257823011, 0.27004644161220276, 0.15373774467288123, 0.0731459464822373], 4)),
            OperatorSample.Of(Tensor.From([1L, 2, -3], 3)).Gives(Tensor.From([0.46575963f, 0.3085083f, 0.24300036f], 3)),
            OperatorSample.Of(Cast.To(Tensor.From([0.5f, -1f], 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([0.64453125f, 0.46484375f], 2), DType.BF16)),
        ],
        ["aten::special_i1.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1.5f, 3f, 12f, float.NaN], 6))
                .Gives(Tensor.From([0f, 0.25789428f, -0.98166645f, 3.9533706f, 18141.35f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([0.1, -2.5, 7.0, 30.0], 4))
                .Gives(Tensor.From([0.050062526047092694, -2.5167162452886984, 156.03909286995534, 768532038938.9569], 4)),
            OperatorSample.Of(Tensor.From([1L, 2, -3], 3)).Gives(Tensor.From([0.5651591f, 1.5906368f, -3.9533706f], 3)),
            OperatorSample.Of(Cast.To(Tensor.From([0.5f, -1f], 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([0.2578125f, -0.56640625f], 2), DType.BF16)),
        ],
        ["aten::special_i1e.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1.5f, 3f, 12f, float.NaN], 6))
                .Gives(Tensor.From([0f, 0.1564208f, -0.21903941f, 0.19682673f, 0.1114643f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([0.1, -2.5, 7.0, 30.0], 4))
                .Gives(Tensor.From([0.045298446808809324, -0.20658464953126654, 0.1422892347095986, 0.07191633059864755], 4)),
            OperatorSample.Of(Tensor.From([1L, 2, -3], 3)).Gives(Tensor.From([0.20791042f, 0.21526928f, -0.19682673f], 3)),
            OperatorSample.Of(Cast.To(Tensor.From([0.5f, -1f], 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([0.15625f, -0.20800781f], 2), DType.BF16)),
        ],
        ["aten::special_erfcx.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1.5f, 3f, 12f, float.NaN], 6))
                .Gives(Tensor.From([1f, 0.61569023f, 18.653887f, 0.17900115f, 0.04685422f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([0.1, -2.5, 7.0, 30.0], 4))
                .Gives(Tensor.From([0.8964569799691268, 1035.8148429726227, 0.07980005432915295, 0.018795888861416754], 4)),
            OperatorSample.Of(Tensor.From([1L, 2, -3], 3)).Gives(Tensor.From([0.42758358f, 0.25539565f, 16205.989f], 3)),
        ],
        ["aten::special_log_ndtr.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1.5f, 3f, 12f, float.NaN], 6))
                .Gives(Tensor.From([-0.6931472f, -0.36894643f, -2.7059443f, -0.0013508105f, -1.7764938E-33f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([0.1, -2.5, 7.0, 30.0], 4))
                .Gives(Tensor.From([-0.6165050101150262, -5.081648277278691, -1.2798125438866539E-12, -4.906713927148024E-198], 4)),
            OperatorSample.Of(Tensor.From([1L, 2, -3], 3)).Gives(Tensor.From([-0.17275378f, -0.023012912f, -6.6077256f], 3)),
        ],
        ["aten::special_modified_bessel_i0.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1.5f, 3f, 12f, float.NaN], 6))
                .Gives(Tensor.From([0.99999994f, 1.0634835f, 1.6467233f, 4.8807926f, 18948.926f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([0.1, -2.5, 7.0, 30.0], 4))
                .Gives(Tensor.From([1.0025015629340956, 3.289839144050123, 168.59390851028968, 781672297823.9775], 4)),
            OperatorSample.Of(Tensor.From([1L, 2, -3], 3)).Gives(Tensor.From([1.266066f, 2.2795851f, 4.8807926f], 3)),
        ],
        ["aten::special_modified_bessel_i1.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1.5f, 3f, 12f, float.NaN], 6))
                .Gives(Tensor.From([0f, 0.2578943f, -0.9816665f, 3.9533706f, 18141.35f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([0.1, -2.5, 7.0, 30.0], 4))
                .Gives(Tensor.From([0.050062526047092694, -2.5167162452886984, 156.03909286995534, 768532038938.9569], 4)),
            OperatorSample.Of(Tensor.From([1L, 2, -3], 3)).Gives(Tensor.From([0.5651591f, 1.5906368f, -3.9533706f], 3)),
        ],
        ["aten::special_ndtri.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.01f, 0.3f, 0.5f, 0.9f, 1f, 2f, float.NaN], 8))
                .Gives(Tensor.From([float.NegativeInfinity, -2.3263478f, -0.5244005f, 0f, 1.2815511f, float.PositiveInfinity, float.NaN,
                float.NaN], 8)),
            OperatorSample.Of(Tensor.From([1E-10, 0.25, 0.999], 3))
                .Gives(Tensor.From([-6.361340902404056, -0.6744897501960817, 3.090232306167813], 3)),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([float.NegativeInfinity, float.PositiveInfinity], 2)),
        ],
        ["aten::igamma.default", "aten::special_gammainc.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, 2f, 5f, 1f, 0f, 3f, -1f, 10f], 8), Tensor.From([0.3f, 2f, 9f, 0f, 2f,
                float.PositiveInfinity, 1f, 3f], 8))
                .Gives(Tensor.From([0.56142205f, 0.59399426f, 0.94503635f, 0f, 1f, 1f, float.NaN, 0.0011024885f], 8)),
            OperatorSample.Of(Tensor.From([0.5, 20.0, 100.0], 3), Tensor.From([7.0, 18.0, 120.0], 3))
                .Gives(Tensor.From([0.9998171893670181, 0.34908387201929825, 0.9721362600793289], 3)),
            OperatorSample.Of(Tensor.From([1f, 2], 2, 1), Tensor.From([0.5f, 4f], 2))
                .Gives(Tensor.From([0.39346936f, 0.9816844f, 0.09020401f, 0.9084218f], 2, 2)),
        ],
        ["aten::igammac.default", "aten::special_gammaincc.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, 2f, 5f, 1f, 0f, 3f, -1f, 10f], 8), Tensor.From([0.3f, 2f, 9f, 0f, 2f,
                float.PositiveInfinity, 1f, 3f], 8))
                .Gives(Tensor.From([0.43857795f, 0.4060059f, 0.05496365f, 1f, 0f, 0f, float.NaN, 0.9988975f], 8)),
            OperatorSample.Of(Tensor.From([0.5, 20.0, 100.0], 3), Tensor.From([7.0, 18.0, 120.0], 3))
                .Gives(Tensor.From([0.00018281063298183502, 0.6509161279807016, 0.027863739920671086], 3)),
            OperatorSample.Of(Tensor.From([1f, 2], 2, 1), Tensor.From([0.5f, 4f], 2))
                .Gives(Tensor.From([0.60653067f, 0.01831564f, 0.909796f, 0.0915782f], 2, 2)),
        ],
        ["aten::special_zeta.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([2f, 1f, 0.5f, 3f, 4f, 2.5f], 6), Tensor.From([1f, 2f, 1f, 0.5f, -1f, 20f], 6))
                .Gives(Tensor.From([1.644934f, float.PositiveInfinity, float.NaN, 8.414398f, float.PositiveInfinity, 0.007738888f], 6)),
            OperatorSample.Of(Tensor.From([2L, 3], 2), Tensor.From([1.0, 2.0], 2))
                .Gives(Tensor.From([1.6449340668482266, 0.2020569031595943], 2)),
        ],
        ["aten::special_zeta.other_scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([2f, 3], 2), 1.5).Gives(Tensor.From([0.9348022f, 0.4143983f], 2)),
            OperatorSample.Of(Tensor.From([2L, 3], 2), 2L).Gives(Tensor.From([0.64493406f, 0.2020569f], 2)),
        ],
        ["aten::special_zeta.self_scalar"] = () =>
        [
            OperatorSample.Of(2.0, Tensor.From([1f, 0.3f], 2)).Gives(Tensor.From([1.644934f, 12.245364f], 2)),
            OperatorSample.Of(3L, Tensor.From([1.0, 2.0], 2)).Gives(Tensor.From([1.202056903159594, 0.2020569031595943], 2)),
        ],
        ["aten::polygamma.default", "aten::special_polygamma.default"] = () =>
        [
            OperatorSample.Of(0L, Tensor.From([0.5f, 2f], 2)).Gives(Tensor.From([-1.9635109f, 0.4227842f], 2)),
            OperatorSample.Of(1L, Tensor.From([0.3f, -0.5f, 4f, 20f], 4))
                .Gives(Tensor.From([12.245363f, 8.934802f, 0.28382295f, 0.05127082f], 4)),
            OperatorSample.Of(2L, Tensor.From([0.5, 3.0], 2)).Gives(Tensor.From([-16.828796644234316, -0.15411380631918856], 2)),
            OperatorSample.Of(3L, Tensor.From([1L, 2], 2)).Gives(Tensor.From([6.4939394f, 0.4939394f], 2)),
        ],
        ["aten::frexp.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -3f, 0f, 0.1f, 1024f], 5))
                .Gives(Value.List(Tensor.From([0.5f, -0.75f, 0f, 0.8f, 0.5f], 5), Tensor.From([1, 2, 0, -3, 11], 5))),
            OperatorSample.Of(Tensor.From([1E-310, 5.0, 2.0, 8.0], 4).AsStrided([2, 2], [1, 2], 0))
                .Gives(Value.List(Tensor.From([0.5752618031559393, 0.5, 0.625, 0.5], 2, 2), Tensor.From([-1029, 2, 3, 4], 2, 2))),
            OperatorSample.Of(Cast.To(Tensor.From([0.5f, 3f], 2), DType.F16))
                .Gives(Value.List(Cast.To(Tensor.From([0.5f, 0.75f], 2), DType.F16), Tensor.From([0, 2], 2))),
        ],
    };
}
