using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class RandomNumbers : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::rand.default"] = () =>
        [
            OperatorSample.Of(Value.Ints(3)).Gives(Tensor.From([0.4962566f, 0.7682218f, 0.08847743f], 3)),
            OperatorSample.Of(Value.Ints(2, 2)).With("dtype", DType.F64)
                .Gives(Tensor.From([0.9700530018065531, 0.707819864399788, 0.45938294312745087, 0.9207476841219603], 2, 2)),
            OperatorSample.Of(Value.Ints(3)).With("dtype", DType.BF16)
                .Gives(Cast.To(Tensor.From([0.49609375f, 0.76953125f, 0.088378906f], 3), DType.BF16)),
            OperatorSample.Of(Value.Ints(2)).With("dtype", DType.F16).With("device", Value.FromLiteral(new DeviceArgument("cpu")))
                .Gives(Cast.To(Tensor.From([0.4963379f, 0.7680664f], 2), DType.F16)),
            OperatorSample.Of(Value.Ints(0)).Gives(Tensor.Zeros(DType.F32, 0)),
        ],
        ["aten::rand_like.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0], 2, 2))
                .Gives(Tensor.From([0.4962566f, 0.7682218f, 0.08847743f, 0.13203049f], 2, 2)),
            OperatorSample.Of(Tensor.From([0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 6).AsStrided([3, 2], [1, 3], 0))
                .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.Preserve)))
                .Gives(Tensor.From([0.9700530018065531, 0.9207476841219603, 0.707819864399788, 0.6450241201227648, 0.45938294312745087,
                0.7911478921803037], 3, 2)),
            OperatorSample.Of(Tensor.From([0L, 0], 2)).With("dtype", DType.F32).Gives(Tensor.From([0.4962566f, 0.7682218f], 2)),
        ],
        ["aten::randn.default"] = () =>
        [
            OperatorSample.Of(Value.Ints(5)).Gives(Tensor.From([1.5409961f, -0.2934289f, -2.1787894f, 0.56843126f, -1.0845224f], 5)),
            OperatorSample.Of(Value.Ints(4, 5))
                .Gives(Tensor.From([-1.1258398f, -1.1523602f, -0.25057858f, -0.4338788f, 0.59883946f, -1.5550951f, -0.3413604f, 1.8530061f,
                0.4680964f, -0.15771244f, 1.4436601f, 0.2660494f, 1.3893661f, 1.5863342f, 0.94629836f, -0.84367675f, 0.9318266f,
                1.2590092f, 2.0049806f, 0.053736903f], 4, 5)).Showing("blocks of 16"),
            OperatorSample.Of(Value.Ints(3)).With("dtype", DType.F64)
                .Gives(Tensor.From([1.5409961082440433, -0.2934289057609464, -2.1787893820745574], 3)),
            OperatorSample.Of(Value.Ints(16)).With("dtype", DType.F64)
                .Gives(Tensor.From([-2.310411800234176, -0.3732508612577643, -1.0608166785462863, 0.9995093547811761, -0.8840250045832653,
                -1.2755469302148053, -0.623224579866079, -0.8664416019125772, -1.2956271403277857, 1.52363162310635, 0.3236605664983738,
                2.0177260314861085, 1.1357423400213507, -1.226881339001083, 0.07138847120511693, 0.3380174030507378], 16)),
        ],
        ["aten::randn_like.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0], 3)).Gives(Tensor.From([1.5409961f, -0.2934289f, -2.1787894f], 3)),
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 4, 4))
                .Gives(Tensor.From([-1.1258398f, -1.1523602f, -0.25057858f, -0.4338788f, 0.84871036f, 0.69200915f, -0.31601277f,
                -2.1152194f, 0.32227492f, -1.2633348f, 0.3499832f, 0.30813393f, 0.11984151f, 1.2376579f, 1.1167772f, -0.24727815f], 4, 4)),
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16).AsStrided([2, 2, 2, 2], [8, 1, 4, 2], 0))
                .Gives(Tensor.From([1.5409961f, -2.1787894f, -1.0845224f, 0.40334684f, -0.2934289f, 0.56843126f, -1.3985955f, 0.83802634f,
                -0.7192576f, -0.59663534f, -0.8566746f, -1.0711874f, -0.40334353f, 0.18203649f, 1.1006042f, 0.12270124f], 2, 2, 2,
                2)).Showing("in the order of memory"),
            OperatorSample.Of(Tensor.From([0f, 0], 2)).With("dtype", DType.F64)
                .Gives(Tensor.From([1.5409961082440433, -0.2934289057609464], 2)),
        ],
        ["aten::normal.float_float"] = () =>
        [
            OperatorSample.Of(1.0, 2.0, Value.Ints(3)).Gives(Tensor.From([4.081992f, 0.41314217f, -3.3575788f], 3)),
            OperatorSample.Of(0.0, 0.5, Value.Ints(17)).With("dtype", DType.F64)
                .Gives(Tensor.From([-1.155205900117088, -0.3166373044337548, -0.6304623278597192, -0.3634755310327055,
                -0.009982375453881327, 0.10514994505084735, 0.08859467569683292, -0.4152550255042245, 0.11935902908408531,
                -0.12133969122942885, -0.38650563864790904, -0.7975907440391534, -0.34350184702177317, 0.7440371579053362,
                -0.22420790235572555, -0.44550151758536877, 0.3374287717970019], 17)),
        ],
        ["aten::randint.default"] = () =>
        [
            OperatorSample.Of(10L, Value.Ints(5)).Gives(Tensor.From([4L, 9, 3, 0, 3], 5)),
            OperatorSample.Of(1099511627776L, Value.Ints(2)).Gives(Tensor.From([741280623151L, 506137267392], 2)),
            OperatorSample.Of(5L, Value.Ints(3)).With("dtype", DType.F32).Gives(Tensor.From([4f, 4, 3], 3)),
        ],
        ["aten::randint.low"] = () =>
        [
            OperatorSample.Of(-3L, 7L, Value.Ints(4)).Gives(Tensor.From([1L, 6, 0, -3], 4)),
            OperatorSample.Of(0L, 536870912L, Value.Ints(3)).With("dtype", DType.I32)
                .Gives(Tensor.From([398764591, 404868288, 463622907], 3)),
        ],
        ["aten::randint_like.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0L, 0, 0], 3), 9L).Gives(Tensor.From([8L, 0, 2], 3)),
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0], 2, 2), 4L).Gives(Tensor.From([0f, 3, 1, 0], 2, 2)),
        ],
        ["aten::randint_like.low_dtype"] = () =>
        [
            OperatorSample.Of(Tensor.From([0L, 0, 0], 3), -2L, 9L).Gives(Tensor.From([8L, 5, -1], 3)),
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0], 2, 2), 3L, 4L).With("dtype", DType.I32).Gives(Tensor.From([3, 3, 3, 3], 2, 2)),
        ],
        ["aten::randperm.default"] = () =>
        [
            OperatorSample.Of(7L).Gives(Tensor.From([4L, 0, 5, 3, 2, 6, 1], 7)),
            OperatorSample.Of(4L).With("dtype", DType.I32).Gives(Tensor.From([0, 1, 3, 2], 4)),
            OperatorSample.Of(1L).Gives(Tensor.From([0L], 1)),
            OperatorSample.Of(0L).Gives(Tensor.Zeros(DType.I64, 0)),
        ],
        ["aten::bernoulli.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.2f, 0.5f, 0.9f, 0.1f], 4)).Gives(Tensor.From([0f, 0, 1, 0], 4)),
            OperatorSample.Of(Tensor.From([0.2, 0.5, 0.9], 3)).Gives(Tensor.From([0.0, 0.0, 1.0], 3)),
            OperatorSample.Of(Tensor.From([0f, 1], 1, 2)).Gives(Tensor.From([0f, 1], 1, 2)),
        ],
        ["aten::bernoulli.p"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0, 0, 0], 6), 0.5).Gives(Tensor.From([0f, 0, 1, 0, 0, 0], 6)),
            OperatorSample.Of(Tensor.From([0L, 0, 0], 3), 0.7).Gives(Tensor.From([0L, 0, 1], 3)),
        ],
        ["aten::bernoulli.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0], 2, 2), Tensor.From([0.3f, 0.8f], 2)).Gives(Tensor.From([0f, 1, 1, 1], 2, 2)),
            OperatorSample.Of(Tensor.From([0L, 0], 2), Tensor.From([0.5, 0.5], 2)).Gives(Tensor.From([0L, 0], 2)),
        ],
        ["aten::uniform.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0], 3)).Gives(Tensor.From([0.4962566f, 0.7682218f, 0.08847743f], 3)),
            OperatorSample.Of(Tensor.From([0.0, 0.0], 2), -1.0, 3.0).Gives(Tensor.From([2.8802120072262123, 1.8312794575991518], 2)),
            OperatorSample.Of(Tensor.From([0f, 0, 0], 3), 2.0, 2.5).Gives(Tensor.From([2.2481284f, 2.384111f, 2.0442388f], 3)),
        ],
        ["aten::normal_functional.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0], 3)).Gives(Tensor.From([1.5409961f, -0.2934289f, -2.1787894f], 3)),
            OperatorSample.Of(Tensor.From([0f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 17), 1.0, 0.5)
                .Gives(Tensor.From([0.4370801f, 0.1520344f, 1.2833253f, 1.3967541f, 1.2994198f, 0.22245246f, 0.82931983f, 1.9265031f,
                1.2340482f, 0.7072512f, 0.91330165f, 1.0917389f, 1.6946831f, 1.7931671f, 1.4731492f, 0.5781616f, 1.4659133f], 17)),
        ],
        ["aten::exponential.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0], 3)).Gives(Tensor.From([3.5083263f, 1.2303847f, 0.6150441f], 3)),
            OperatorSample.Of(Tensor.From([0.0, 0.0], 2), 2.0).Gives(Tensor.From([1.754163093353821, 0.6151923820898384], 2)),
        ],
    };
}
