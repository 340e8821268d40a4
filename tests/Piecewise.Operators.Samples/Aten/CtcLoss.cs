using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class CtcLoss : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::ctc_loss.IntList"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.8937564f, -0.19375639f, -3.6637564f, -1.4641155f, -1.1941155f, -0.7641155f, -0.502364f,
                -2.622364f, -1.132364f, -0.4550792f, -2.205079f, -1.3650792f, -1.3291533f, -1.2691532f, -0.7891532f, -1.1345448f,
                -1.3745449f, -0.8545448f, -1.4648288f, -2.284829f, -0.40482888f, -0.6698819f, -1.5598819f, -1.279882f, -1.6878612f,
                -0.32786113f, -2.357861f, -1.7866817f, -2.1966817f, -0.32668155f], 5, 2, 3), Tensor.From([1L, 2, 2, 0], 2, 2),
                Value.Ints(5, 4), Value.Ints(2, 1)).Gives(Tensor.Scalar(1.3115766f)),
            OperatorSample.Of(Tensor.From([-1.666109f, -2.816109f, -0.286109f, -2.2854042f, -0.21540436f, -2.3854043f, -1.4584057f,
                -0.85840565f, -1.0684056f, -2.0161123f, -0.84611213f, -0.82611215f, -0.68216914f, -2.032169f, -1.0121691f, -1.2338128f,
                -0.98381287f, -1.093813f, -1.6453955f, -0.6553955f, -1.2453954f, -2.7517803f, -2.0017803f, -0.22178039f], 4, 2, 3),
                Tensor.From([1L, 2, 1], 3), Value.Ints(4, 3), Value.Ints(1, 2), 0L, 0L).Gives(Tensor.From([3.2934148f, 2.7715054f], 2)),
            OperatorSample.Of(Tensor.From([-0.8848372f, -2.3748372f, -0.70483726f, -3.857759f, -1.5077592f, -0.2777592f, -0.112678364f,
                -2.8326783f, -3.042678f], 3, 1, 3), Tensor.From([1L, 1, 2], 1, 3), Value.Ints(3), Value.Ints(3), 0L, 2L, true)
                .Gives(Tensor.Scalar(0f)).Showing("no way to say it"),
            OperatorSample.Of(Tensor.From([-2.2479618918723347, -0.7279618918723346, -0.8879618918723347, -0.7197782521269925,
                -0.7297782521269923, -3.4697782521269924, -0.549553570384807, -2.1595535703848068, -1.179553570384807, -1.131891944601776,
                -1.731891944601776, -0.6918919446017759], 4, 3), Tensor.From([1L, 2], 2), Value.Ints(4), Value.Ints(2), 0L, 0L)
                .Gives(Tensor.Scalar(1.1805146314968253)).Showing("no batch"),
        ],
        ["aten::ctc_loss.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([-3.0718007f, -0.6018008f, -0.9018008f, -0.3751823f, -1.2651824f, -3.4851825f, -2.1863792f,
                -0.9563792f, -0.68637913f, -1.1682687f, -1.2382687f, -0.9182687f, -1.236098f, -0.696098f, -1.556098f, -1.677367f,
                -0.43736714f, -1.7873671f, -0.4102359f, -3.2602358f, -1.210236f, -0.58257496f, -1.0225749f, -2.502575f, -0.79869354f,
                -2.1386933f, -0.8386935f, -0.6104712f, -1.5704712f, -1.3904712f], 5, 2, 3), Tensor.From([1L, 2, 2, 0], 2, 2),
                Tensor.From([5L, 4], 2), Tensor.From([2L, 1], 2)).Gives(Tensor.Scalar(1.6148446f)),
            OperatorSample.Of(Tensor.From([-0.2736834f, -2.7136834f, -1.7536834f, -2.8853993f, -0.32539934f, -1.5053995f, -0.9938919f,
                -3.1338918f, -0.53389186f, -0.9809236f, -1.9409237f, -0.7309236f, -1.5580007f, -1.0680007f, -0.8080007f, -0.90531003f,
                -0.62531006f, -2.8053098f, -1.3560839f, -2.4160838f, -0.42608386f, -0.9529667f, -0.8429667f, -1.6929667f], 4, 2, 3),
                Tensor.From([0L, 2, 0], 3), Tensor.From([4L, 3], 2), Tensor.From([1L, 2], 2), 1L, 2L, true)
                .Gives(Tensor.Scalar(4.6956196f)),
        ],
        ["aten::_ctc_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.7486103f, -1.8186102f, -1.0086102f, -0.10505442f, -3.8150544f, -2.5550544f, -1.6981732f,
                -0.3481731f, -2.198173f], 3, 1, 3), Tensor.From([1L, 2], 1, 2), Value.Ints(3), Value.Ints(2))
                .Gives(Value.List(Tensor.From([3.8408735f], 1), Tensor.From([-0.7486103f, -1.8186102f, float.NegativeInfinity,
                float.NegativeInfinity, float.NegativeInfinity, -0.85366476f, -4.2687526f, -1.9236646f, -4.373665f, float.NegativeInfinity,
                -2.551838f, -1.1694931f, -3.5303178f, -3.9545178f, -6.071838f], 1, 3, 5))),
            OperatorSample.Of(Tensor.From([-1.6207758f, -0.6507758f, -1.2707758f, -0.8270057f, -1.7670057f, -0.9370057f], 2, 1, 3),
                Tensor.From([1L, 1], 1, 2), Value.Ints(2), Value.Ints(2), 0L, true)
                .Gives(Value.List(Tensor.From([float.PositiveInfinity], 1), Tensor.From([-1.6207758f, -0.6507758f, float.NegativeInfinity,
                float.NegativeInfinity, float.NegativeInfinity, -2.4477816f, -2.0963626f, -1.4777815f, float.NegativeInfinity,
                float.NegativeInfinity], 1, 2, 5))),
        ],
        ["aten::_ctc_loss.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2.3164115f, -0.3364115f, -1.6764114f, -1.381315f, -0.35131505f, -3.101315f, -1.0493246f,
                -1.6793246f, -0.7693246f], 3, 1, 3), Tensor.From([1L, 2], 1, 2), Tensor.From([3L], 1), Tensor.From([2L], 1))
                .Gives(Value.List(Tensor.From([0.982483f], 1), Tensor.From([-2.3164115f, -0.3364115f, float.NegativeInfinity,
                float.NegativeInfinity, float.NegativeInfinity, -3.6977265f, -0.55839336f, -1.7177265f, -3.4377265f,
                float.NegativeInfinity, -4.7470512f, -2.195318f, -1.3348739f, -1.0130038f, -4.487051f], 1, 3, 5))),
            OperatorSample.Of(Tensor.From([-1.5665317f, -0.5265317f, -1.6065317f, -1.690402f, -1.3004022f, -0.61040205f], 2, 1, 3),
                Tensor.From([2L, 1], 1, 2), Tensor.From([2L], 1), Tensor.From([1L], 1), 0L, true),
        ],
    };
}
