using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class LinearAlgebra : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::linalg_matrix_power.default", "aten::matrix_power.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.18f, 1.05f, -0.78f, -0.41f, 0.36f, -0.82f, 0.19f, -0.14f, 0.98f], 3, 3), 3L)
                .Gives(Tensor.From([-0.785878f, 0.68243694f, -0.70911014f, -0.28458095f, 0.23148394f, -0.75153005f, 0.14835897f,
                -0.10512598f, 0.8835701f], 3, 3)),
            OperatorSample.Of(Tensor.From([1.83, -0.58, -0.45, -2.52, 0.49, 1.36, 0.2, -0.09], 2, 2, 2), 0L)
                .Gives(Tensor.From([1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([1.09f, 2.47f, 0.79f, 2.95f], 2, 2), -2L)
                .Gives(Tensor.From([6.6661177f, -6.2437677f, -1.9969947f, 1.9643328f], 2, 2)),
            OperatorSample.Of(Tensor.From([new Complex64(-0.13f, -0.4f), new Complex64(2.73f, -0.49f), new Complex64(-0.87f, -1.33f),
                new Complex64(0.41f, 1.25f)], 2, 2), 1L)
                .Gives(Tensor.From([new Complex64(-0.13f, -0.4f), new Complex64(2.73f, -0.49f), new Complex64(-0.87f, -1.33f),
                new Complex64(0.41f, 1.25f)], 2, 2)),
        ],
        ["aten::linalg_vecdot.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.24f, 1.87f, -2.38f, -0.85f, 1.81f, -1.98f], 2, 3), Tensor.From([-1.61f, 0.63f, -0.02f, 1.73f,
                2.01f, -2.8f], 2, 3)).Gives(Tensor.From([0.83930004f, 7.7116f], 2)),
            OperatorSample.Of(Tensor.From([new Complex64(0.59f, -0.33f), new Complex64(-1f, 2.41f), new Complex64(-0.6f, -0.6f)], 3),
                Tensor.From([new Complex64(0.07f, -0.42f), new Complex64(0.56f, 0.77f), new Complex64(-0.4f, 0.51f)], 3))
                .Gives(Tensor.Scalar(new Complex64(1.4096001f, -2.8903f))),
            OperatorSample.Of(Tensor.From([0.15, -0.81, 0.93, 0.13, 1.17, -0.26], 3, 2), Tensor.From([-0.05, -0.71], 2)).With("dim", 0L)
                .Gives(Tensor.From([-0.1125, 0.6674], 2)),
        ],
        ["aten::logdet.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4.06f, 0.09f, 1.69f, 0.1f, 3.54f, -0.42f, 0.94f, 0.92f, 1.66f], 3, 3))
                .Gives(Tensor.Scalar(2.9911385f)),
            OperatorSample.Of(Tensor.From([1f, 0, 0, -1], 2, 2)).Gives(Tensor.Scalar(float.NaN)),
            OperatorSample.Of(Tensor.From([-1.02, 1.4, -2.26, -0.45, -0.05, -1.15, -0.01, 0.92], 2, 2, 2))
                .Gives(Tensor.From([1.2873024119129401, double.NaN], 2)),
        ],
        ["aten::svd.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.13f, -1.37f, -0.89f, 2.1f, 0f, 1.58f], 3, 2))
                .Gives(Value.List(Tensor.From([0.4431942f, 0.8331547f, -0.7214538f, 0.5505409f, -0.5320557f, -0.052514113f], 3, 2),
                Tensor.From([2.9662437f, 1.4330729f], 2), Tensor.From([0.04763073f, -0.99886495f, -0.99886495f, -0.04763073f], 2, 2))),
            OperatorSample.Of(Tensor.From([0.56, 0.35, -1.27, -0.88, 0.35, -0.13], 3, 2), false, true)
                .Gives(Value.List(Tensor.From([-0.38970718108499497, -0.0356289926090578, -0.9202493618017079, 0.9114830073727553,
                -0.15774769884280257, -0.37988733958967125, -0.13163221597126215, -0.9868364800692484, 0.09395063237163925], 3, 3),
                Tensor.From([1.6943238847704165, 0.30342474107508816], 2), Tensor.From([-0.8392083291404501, -0.5438100590291557,
                -0.5438100590291557, 0.8392083291404501], 2, 2))),
        ],
        ["aten::linalg_pinv.atol_rtol_float"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.61f, 0.49f, -1.32f, -0.71f, -0.89f, -1.95f], 3, 2))
                .Gives(Tensor.From([-0.5193118f, -0.5693871f, 0.07682167f, 0.3788995f, 0.14111575f, -0.46899056f], 2, 3)),
            OperatorSample.Of(Tensor.From([0.63, -1.23, -2.23, 1.01, 0.64, 0.41], 2, 3)).With("rtol", 0.4)
                .Gives(Tensor.From([0.21114933280050976, 0.7728853857173006, -0.13014575244225784, 0.31378692232977023,
                -0.31699401113529213, 0.045273488132861854], 3, 2)),
            OperatorSample.Of(Tensor.From([-2.68f, -2.49f, -0.6f, -2.49f, -0.64f, -1.29f, -0.6f, -1.29f, 3.12f], 3, 3)).With("atol", 0.5)
                .With("hermitian", true).Gives(Tensor.From([0.27824262f, -0.6492861f, -0.21494663f, -0.6492861f, 0.6628757f, 0.1492109f,
                -0.21494663f, 0.1492109f, 0.34086996f], 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 2, 4], 2, 2))
                .Gives(Tensor.From([0.040000003f, 0.08000002f, 0.07999999f, 0.16000001f], 2, 2)),
        ],
        ["aten::linalg_pinv.atol_rtol_tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.36f, 0.69f, 0.05f, 0.18f, 0.05f, 0.79f], 3, 2)).With("rtol", Tensor.Scalar(0.5f))
                .Gives(Tensor.From([-0.120569095f, -0.027046528f, -0.12389219f, 0.6251926f, 0.14024563f, 0.642424f], 2, 3)),
            OperatorSample.Of(Tensor.From([0.85f, 1.13f, -0.6f, -0.02f, 0.42f, 0.67f, -0.66f, -0.98f, -0.05f, -0.32f, -1.87f, -0.13f], 2,
                3, 2)).With("atol", Tensor.From([0.5f, 1f], 2))
                .Gives(Tensor.From([0.3260747f, -0.0920781f, 0.18094523f, 0.39244768f, -0.11082072f, 0.21777691f, -0.20751226f,
                -0.03140268f, -0.41906452f, -0.060281474f, -0.009122352f, -0.12173656f], 2, 2, 3)),
            OperatorSample.Of(Tensor.From([-0.14, -0.98, 0.09, -1.16], 2, 2)).With("atol", Tensor.Scalar(0.1))
                .With("rtol", Tensor.Scalar(0.1))
                .Gives(Tensor.From([-4.628890662410215, 3.910614525139663, -0.3591380686352753, -0.5586592178770949], 2, 2)),
            OperatorSample.Of(Tensor.From([-0.52f, -2.32f, -2.32f, -0.86f], 2, 2)).With("hermitian", true)
                .Gives(Tensor.From([0.17425837f, -0.4700925f, -0.4700925f, 0.10536556f], 2, 2)),
        ],
        ["aten::linalg_pinv.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.17f, -0.85f, 0.28f, -0.57f, 0.08f, -0.56f], 3, 2), 1E-06)
                .Gives(Tensor.From([-1.8674868f, 2.295199f, 0.49839342f, -0.7067322f, -0.31779408f, -0.389527f], 2, 3)),
            OperatorSample.Of(Tensor.From([-1.6, -1.53, -1.53, -1.9], 2, 2), 0.5, true)
                .Gives(Tensor.From([-0.137258368550155, -0.1513731361464489, -0.1513731361464489, -0.16693937563769393], 2, 2)),
        ],
        ["aten::linalg_pinv.rcond_tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.05f, -0.11f, -0.63f, 0.13f, -0.51f, 0.21f], 3, 2), Tensor.Scalar(0.4f))
                .Gives(Tensor.From([0.57230353f, -0.34937784f, -0.29264405f, -0.100170575f, 0.06115178f, 0.051221635f], 2, 3)),
            OperatorSample.Of(Tensor.From([-3.24f, -1.54f, -1.54f, 2.2f], 2, 2), Tensor.Scalar(1E-05f), true)
                .Gives(Tensor.From([-0.23158872f, -0.16211206f, -0.16211207f, 0.34106702f], 2, 2)),
        ],
        ["aten::pinverse.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.28f, 1.2f, -1f, -1.1f, 0.54f, 0.38f], 2, 3))
                .Gives(Tensor.From([0.15754847f, -0.55917054f, 0.47858608f, 0.6595311f, -0.22403474f, 0.0756989f], 3, 2)),
            OperatorSample.Of(Tensor.From([-2.38, -1.29, -1.01, 0.31], 2, 2), 0.5)
                .Gives(Tensor.From([-0.311124006028631, -0.09165038286348524, -0.13928477824619215, -0.04103027412209527], 2, 2)),
        ],
        ["aten::linalg_matrix_rank.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.85f, 0.8f, -0.98f, -0.35f, 0.87f, 0.55f], 3, 2), 1.0).Gives(Tensor.Scalar(1L)),
            OperatorSample.Of(Tensor.From([1.88, -1.92, -1.92, -3.22], 2, 2), 0.1, true).Gives(Tensor.Scalar(2L)),
        ],
        ["aten::linalg_matrix_rank.tol_tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.57f, 0.22f, 0.99f, -0.06f, -0.96f, 0.37f], 3, 2), Tensor.Scalar(1f)).Gives(Tensor.Scalar(1L)),
            OperatorSample.Of(Tensor.From([-2.38f, 1.78f, 1.78f, 1.8f], 2, 2), Tensor.Scalar(0.1f), true).Gives(Tensor.Scalar(2L)),
        ],
        ["aten::linalg_matrix_rank.atol_rtol_float"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 2, 4], 2, 2)).Gives(Tensor.Scalar(1L)),
            OperatorSample.Of(Tensor.From([-3.08, -0.02, -0.9, 0.06, -0.37, -0.17, 0.26, -2.1, -0.4, -0.27, -1.71, 0.3, 0.84, 0.89, -1.0,
                -0.45, -0.38, -0.28], 2, 3, 3)).With("rtol", 0.3).Gives(Tensor.From([2L, 2], 2)),
            OperatorSample.Of(Tensor.From([-3.64f, 0.48f, -1.26f, 0.48f, -2.56f, -1.46f, -1.26f, -1.46f, 3.66f], 3, 3)).With("atol", 0.5)
                .With("hermitian", true).Gives(Tensor.Scalar(3L)),
        ],
        ["aten::linalg_matrix_rank.atol_rtol_tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.04f, -2.38f, 1.72f, -0.73f, 0.67f, 1.42f], 3, 2)).With("rtol", Tensor.Scalar(0.5f))
                .Gives(Tensor.Scalar(2L)),
            OperatorSample.Of(Tensor.From([2.07f, -0.63f, -1.64f, -1.45f, -1.73f, 1.23f, -0.79f, -0.22f, 0.44f, 1.07f, -0.72f, -0.95f], 2,
                3, 2)).With("atol", Tensor.From([0.5f, 1f], 2)).Gives(Tensor.From([2L, 1], 2)),
            OperatorSample.Of(Tensor.From([-2.94f, 0.62f, 0.62f, 0.92f], 2, 2)).With("hermitian", true).Gives(Tensor.Scalar(2L)),
        ],
        ["aten::linalg_cond.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.54f, -0.84f, 0.09f, 2.5f, 2.53f, -1.32f, -0.27f, 0.85f, 2.63f], 3, 3))
                .Gives(Tensor.Scalar(2.3387988f)),
            OperatorSample.Of(Tensor.From([2.44, -0.82, -0.6, 3.29], 2, 2), -2L).Gives(Tensor.Scalar(0.5520581919392966)),
            OperatorSample.Of(Tensor.From([3.67f, 1.46f, 0.59f, 3.05f, 1.05f, 0.76f, -0.25f, 2.13f], 2, 2, 2), 1L)
                .Gives(Tensor.From([2.239264f, 2.8346179f], 2)),
        ],
        ["aten::linalg_cond.p_str"] = () =>
        [
            OperatorSample.Of(Tensor.From([3.38f, -1.58f, -1.04f, 0.26f, 2.23f, 1.12f, 2.04f, 0.66f, 1.68f], 3, 3), "fro")
                .Gives(Tensor.Scalar(6.5197644f)),
            OperatorSample.Of(Tensor.From([2.06, -0.26, 2.23, 3.43], 2, 2), "nuc").Gives(Tensor.Scalar(4.753086742701684)),
        ],
        ["aten::linalg_lstsq.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.3f, 0.06f, -0.01f, -1.09f, 0.21f, 0.28f, 0.78f, 1.78f], 4, 2), Tensor.From([1.02f, 0.12f,
                1.2f, 0.78f, 0.15f, 1.1f, -1.3f, 0.34f, 0.3f, 0.16f, 0.44f, -0.83f], 4, 3))
                .Gives(Value.List(Tensor.From([1.7431047f, 0.83017594f, 2.39495f, -0.77530634f, -0.11339926f, -1.3643318f], 2, 3),
                Tensor.Zeros(DType.F32, 0), Tensor.Scalar(2L), Tensor.Zeros(DType.F32, 0))),
            OperatorSample.Of(Tensor.From([1.69, 0.83, 0.1, -1.18, 1.59, -1.65, -0.46, -0.12, -0.73], 3, 3), Tensor.From([-1.28, -0.54,
                0.9], 3, 1), 1E-10).Gives(Value.List(Tensor.From([-0.018649502265796963, -1.3844923154721547, -0.9935371932891435], 3, 1),
                Tensor.Zeros(DType.F64, 0), Tensor.Scalar(3L), Tensor.Zeros(DType.F64, 0))),
            OperatorSample.Of(Tensor.From([-0.42f, 0.2f, -0.55f, -0.92f, 0.14f, 1.34f, -0.17f, -0.18f, 1.51f, 0.71f, -0.03f, 0f], 2, 3, 2),
                Tensor.From([-0.67f, -0.11f, 1.03f, -0.11f, -3.31f, -2.23f], 2, 3))
                .Gives(Value.List(Tensor.From([0.4996504f, 0.38881922f, -2.8280957f, 1.4692281f], 2, 2), Tensor.Zeros(DType.F32, 0),
                Tensor.From([2L, 2], 2), Tensor.Zeros(DType.F32, 0))),
            OperatorSample.Of(Tensor.From([-0.61f, 0.67f, -0.69f, 1.7f, 0.81f, 0.38f, 0.37f, 0.53f], 4, 2), Tensor.From([-1.81f, 0.76f,
                1.11f, 0.58f], 4, 1)).With("driver", "gels")
                .Gives(Value.List(Tensor.From([1.4444733f, 0.6283814f], 2, 1), Tensor.From([2.4680824f], 1), Tensor.Zeros(DType.I64, 0),
                Tensor.Zeros(DType.F32, 0))),
        ],
    };
}
