using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class SignalWindows : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::hann_window.default"] = () =>
        [
            OperatorSample.Of(6L).Gives(Tensor.From([0f, 0.25f, 0.75f, 1f, 0.74999994f, 0.25000006f], 6)),
            OperatorSample.Of(1L).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(0L).With("dtype", DType.F64).Gives(Tensor.Zeros(DType.F64, 0)),
            OperatorSample.Of(5L).With("dtype", DType.F64)
                .Gives(Tensor.From([0.0, 0.3454915028125263, 0.9045084971874737, 0.9045084971874737, 0.3454915028125264], 5)),
        ],
        ["aten::hann_window.periodic"] = () =>
        [
            OperatorSample.Of(6L, false).Gives(Tensor.From([0f, 0.34549153f, 0.90450853f, 0.9045085f, 0.34549144f, 2.9802322E-08f], 6)),
            OperatorSample.Of(1L, false).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(4L, true).With("dtype", DType.F64).Gives(Tensor.From([0.0, 0.49999999999999994, 1.0, 0.5000000000000001], 4)),
        ],
        ["aten::hamming_window.default"] = () =>
        [
            OperatorSample.Of(6L).Gives(Tensor.From([0.08000001f, 0.31000003f, 0.77000004f, 1f, 0.77f, 0.31000006f], 6)),
            OperatorSample.Of(1L).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(0L).With("dtype", DType.F64).Gives(Tensor.Zeros(DType.F64, 0)),
            OperatorSample.Of(5L).With("dtype", DType.F64)
                .Gives(Tensor.From([0.08000000000000002, 0.3978521825875242, 0.9121478174124757, 0.912147817412476, 0.3978521825875243],
                5)),
        ],
        ["aten::hamming_window.periodic"] = () =>
        [
            OperatorSample.Of(6L, false)
                .Gives(Tensor.From([0.08000001f, 0.39785224f, 0.9121479f, 0.9121478f, 0.39785212f, 0.08000004f], 6)),
            OperatorSample.Of(1L, false).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(4L, true).With("dtype", DType.F64)
                .Gives(Tensor.From([0.08000000000000002, 0.54, 1.0, 0.5400000000000001], 4)),
        ],
        ["aten::hamming_window.periodic_alpha"] = () =>
        [
            OperatorSample.Of(5L, true, 0.6).Gives(Tensor.From([0.14000002f, 0.45785224f, 0.9721479f, 0.9721478f, 0.45785213f], 5)),
            OperatorSample.Of(5L, true, 0.6).With("dtype", DType.F64)
                .Gives(Tensor.From([0.13999999999999996, 0.45785218258752414, 0.9721478174124758, 0.9721478174124758, 0.45785218258752425],
                5)),
        ],
        ["aten::hamming_window.periodic_alpha_beta"] = () =>
        [
            OperatorSample.Of(4L, false, 0.6, 0.3).Gives(Tensor.From([0.3f, 0.75000006f, 0.75f, 0.30000004f], 4)),
            OperatorSample.Of(4L, false, 0.6, 0.3).With("dtype", DType.F64)
                .Gives(Tensor.From([0.3, 0.7499999999999999, 0.7500000000000001, 0.3], 4)),
        ],
        ["aten::blackman_window.default"] = () =>
        [
            OperatorSample.Of(6L).Gives(Tensor.From([-2.9802322E-08f, 0.13f, 0.63f, 1f, 0.62999994f, 0.13000003f], 6)),
            OperatorSample.Of(1L).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(0L).With("dtype", DType.F64).Gives(Tensor.Zeros(DType.F64, 0)),
            OperatorSample.Of(5L).With("dtype", DType.F64)
                .Gives(Tensor.From([0.0, 0.20077014326253045, 0.8492298567374694, 0.8492298567374696, 0.20077014326253056], 5)),
        ],
        ["aten::blackman_window.periodic"] = () =>
        [
            OperatorSample.Of(6L, false)
                .Gives(Tensor.From([-2.9802322E-08f, 0.20077015f, 0.84922993f, 0.8492298f, 0.20077008f, 2.9802322E-08f], 6)),
            OperatorSample.Of(1L, false).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(4L, true).With("dtype", DType.F64).Gives(Tensor.From([0.0, 0.33999999999999997, 1.0, 0.3400000000000001], 4)),
        ],
        ["aten::bartlett_window.default"] = () =>
        [
            OperatorSample.Of(6L).Gives(Tensor.From([0f, 0.33333334f, 0.6666667f, 1f, 0.6666666f, 0.33333325f], 6)),
            OperatorSample.Of(1L).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(0L).With("dtype", DType.F64).Gives(Tensor.Zeros(DType.F64, 0)),
            OperatorSample.Of(5L).With("dtype", DType.F64).Gives(Tensor.From([0.0, 0.4, 0.8, 0.7999999999999998, 0.3999999999999999], 5)),
        ],
        ["aten::bartlett_window.periodic"] = () =>
        [
            OperatorSample.Of(6L, false).Gives(Tensor.From([0f, 0.4f, 0.8f, 0.79999995f, 0.39999998f, 0f], 6)),
            OperatorSample.Of(1L, false).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(4L, true).With("dtype", DType.F64).Gives(Tensor.From([0.0, 0.5, 1.0, 0.5], 4)),
        ],
        ["aten::kaiser_window.default"] = () =>
        [
            OperatorSample.Of(6L).Gives(Tensor.From([5.2773437E-05f, 0.054759316f, 0.51884454f, 1f, 0.51884454f, 0.054759316f], 6)),
            OperatorSample.Of(1L).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(0L).With("dtype", DType.F64).Gives(Tensor.Zeros(DType.F64, 0)),
            OperatorSample.Of(5L).With("dtype", DType.F64)
                .Gives(Tensor.From([5.2773441320097665E-05, 0.10171968770956323, 0.7929398341014605, 0.7929398341014605,
                0.10171968770956323], 5)),
        ],
        ["aten::kaiser_window.periodic"] = () =>
        [
            OperatorSample.Of(6L, false)
                .Gives(Tensor.From([5.2773437E-05f, 0.101719715f, 0.7929394f, 0.7929394f, 0.101719715f, 5.2773437E-05f], 6)),
            OperatorSample.Of(1L, false).Gives(Tensor.From([1f], 1)),
            OperatorSample.Of(4L, true).With("dtype", DType.F64)
                .Gives(Tensor.From([5.2773441320097665E-05, 0.2156727447589671, 1.0, 0.2156727447589671], 4)),
        ],
        ["aten::kaiser_window.beta"] = () =>
        [
            OperatorSample.Of(5L, false, 7.5).Gives(Tensor.From([0.003729098f, 0.39462763f, 1f, 0.39462763f, 0.003729098f], 5)),
            OperatorSample.Of(5L, false, 7.5).With("dtype", DType.F64)
                .Gives(Tensor.From([0.003729098706855622, 0.3946276132193213, 1.0, 0.3946276132193213, 0.003729098706855622], 5)),
        ],
    };
}
