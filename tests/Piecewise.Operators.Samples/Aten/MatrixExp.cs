using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class MatrixExp : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::linalg_matrix_exp.default", "aten::matrix_exp.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.73f, 0.48f, -1f, 1.58f, -0.2f, 0.87f, -0.28f, 0.29f, -0.88f], 3, 3))
                .Gives(Tensor.From([7.1881013f, 1.1707789f, -2.0401173f, 4.4287376f, 1.5152962f, -0.56672424f, -0.29526937f, 0.12829119f,
                0.57279027f], 3, 3)),
            OperatorSample.Of(Tensor.From([0.0, -0.44999999999999996, 6.5, 1.1, -0.35000000000000003, -2.45, -0.35000000000000003, 6.7], 2,
                2, 2)).Gives(Tensor.From([-0.6722002985036778, -0.4810644595959077, 6.948708860829779, 0.50373504717521,
                15.638609944448781, -307.54231770478964, -43.934616814969935, 900.6073200745581], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([new Complex64(-1.49f, -0.39f), new Complex64(-1.08f, 1.01f), new Complex64(-1.6f, -2.08f),
                new Complex64(-0.34f, -1.11f)], 2, 2))
                .Gives(Tensor.From([new Complex64(1.0217133f, -0.5019498f), new Complex64(-0.10541867f, 1.0732725f),
                new Complex64(-1.877936f, -0.36921367f), new Complex64(1.3050973f, -1.4500484f)], 2, 2)),
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0], 2, 2)).Gives(Tensor.From([1f, 0, 0, 1], 2, 2)),
        ],
    };
}
