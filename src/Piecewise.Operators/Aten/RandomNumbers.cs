using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Tensors of random numbers: PyTorch's own after <c>torch.manual_seed</c>, in the order of calls (docs/design/random.md). Source:
/// <c>torch.rand</c>, <c>randn</c>, <c>randint</c>, <c>randperm</c>, their <c>_like</c> forms, <c>torch.bernoulli</c>,
/// <c>torch.Tensor.uniform_</c>, <c>normal_</c>, <c>exponential_</c>.
/// </summary>
internal sealed class RandomNumbers : IOperatorSource
{
    private const string Options = "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";
    private const string Like = Options + ", MemoryFormat? memory_format=None) -> Tensor";
    private const string IntOptions = "ScalarType? dtype=long, Layout? layout=None, Device? device=None, bool? pin_memory=None";
    private const string Generator = "*, Generator? generator=None) -> Tensor";

    public IEnumerable<Operator> Create()
    {
        var coin = new RandomOperator($"aten::bernoulli.p(Tensor self, float p, {Generator}", c => Self(c, floatsOnly: false), Coins);
        var coins = new RandomOperator($"aten::bernoulli.Tensor(Tensor self, Tensor p, {Generator}", Broadcast, CoinsOfTensor);
        var uniform = new RandomOperator($"aten::uniform(Tensor self, float from=0., float to=1., {Generator}",
            c => Ordered(c, "from", "to"), (c, t, r, x) => Uniform(r, t, x, c.Float("from"), c.Float("to")));
        var normal = new RandomOperator($"aten::normal_functional(Tensor self, float mean=0., float std=1., {Generator}",
            Deviating, (c, t, r, x) => RandomOperator.Normal(r, t, x, c.Float("mean"), c.Float("std")));
        var exponential = new RandomOperator($"aten::exponential(Tensor self, float lambd=1., {Generator}", Decaying,
            (c, _, r, x) => Exponential(r, x, c.Float("lambd")));
        return
        [
            new RandomOperator($"aten::rand(SymInt[] size, *, {Options}) -> Tensor", c => Sized(c, DType.F32, floatsOnly: true),
                (_, t, r, x) => Uniform(r, t, x, 0, 1)),
            new RandomOperator($"aten::rand_like(Tensor self, *, {Like}", c => Alike(c, floatsOnly: true),
                (_, t, r, x) => Uniform(r, t, x, 0, 1)),
            new RandomOperator($"aten::randn(SymInt[] size, *, {Options}) -> Tensor", c => Sized(c, DType.F32, floatsOnly: true),
                (_, t, r, x) => RandomOperator.Normal(r, t, x, 0, 1)),
            new RandomOperator($"aten::randn_like(Tensor self, *, {Like}", c => Alike(c, floatsOnly: true),
                (_, t, r, x) => RandomOperator.Normal(r, t, x, 0, 1)),
            new RandomOperator($"aten::normal.float_float(float mean, float std, SymInt[] size, *, Generator? generator=None, {Options}"
                + ") -> Tensor", c => Sized(c, DType.F32, floatsOnly: true),
                (c, t, r, x) => RandomOperator.Normal(r, t, x, c.Float("mean"), c.Float("std"))),
            new RandomOperator($"aten::randint(SymInt high, SymInt[] size, *, {IntOptions}) -> Tensor",
                c => Ranged(c, Sized(c, DType.I64, floatsOnly: false)), Integers),
            new RandomOperator($"aten::randint.low(SymInt low, SymInt high, SymInt[] size, *, {IntOptions}) -> Tensor",
                c => Ranged(c, Sized(c, DType.I64, floatsOnly: false)), Integers),
            new RandomOperator($"aten::randint_like(Tensor self, SymInt high, *, {Like}",
                c => Ranged(c, Alike(c, floatsOnly: false)), Integers),
            new RandomOperator($"aten::randint_like.low_dtype(Tensor self, SymInt low, SymInt high, *, {Like}",
                c => Ranged(c, Alike(c, floatsOnly: false)), Integers),
            new RandomOperator($"aten::randperm(SymInt n, *, {IntOptions}) -> Tensor", Permutation, (_, _, r, x) => Permute(r, x)),
            new RandomOperator($"aten::bernoulli(Tensor self, {Generator}", c => Self(c, floatsOnly: true),
                (c, _, r, x) => CoinsOf(c, r, x, c.Tensor("self"))),
            coin, new InPlaceOperator("aten::bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None) -> Tensor(a!)",
                coin),
            coins, Families.InPlace(coins, "aten::bernoulli_.Tensor"),
            uniform, Families.InPlace(uniform),
            normal, Families.InPlace(normal, "aten::normal_"),
            exponential, Families.InPlace(exponential),
        ];
    }

    private static TensorType Sized(InferenceContext context, DType otherwise, bool floatsOnly)
    {
        var size = context.SymInts("size");
        if (size.Any(s => context.Refutes(SymBool.Ge(s, 0))))
        {
            throw context.Error($"a size in [{string.Join(", ", size)}] is negative.");
        }
        var device = context["device"] is DeviceArgument { Value: var named } ? named : TensorType.Cpu;
        return Require(context, new TensorType(context.OptionalDType("dtype") ?? otherwise, size, device: device), floatsOnly);
    }

    private static TensorType Alike(InferenceContext context, bool floatsOnly)
    {
        var self = context.Tensor("self");
        var device = context["device"] is DeviceArgument { Value: var named } ? named : self.Device;
        return Require(context, new TensorType(context.OptionalDType("dtype") ?? self.DType, self.Shape,
            MemoryFormats.Strides(context, self, MemoryFormats.Of(context["memory_format"])), device), floatsOnly);
    }

    private static TensorType Self(InferenceContext context, bool floatsOnly)
    {
        var self = context.Tensor("self");
        return Require(context, self.WithShape(self.Shape, MemoryFormats.Strides(context, self, MemoryFormat.Preserve)), floatsOnly);
    }

    private static TensorType Require(InferenceContext context, TensorType type, bool floatsOnly) =>
        type.DType.IsComplex() || (floatsOnly && !type.DType.IsFloat())
            ? throw context.Error($"draws no {type.DType.TextName()}.") : type;

    private static TensorType Ordered(InferenceContext context, string low, string high) =>
        KernelCalls.Number(context, low) is { } a && KernelCalls.Number(context, high) is { } b && a > b
            ? throw context.Error($"takes bounds in order, found {a} and {b}.") : Self(context, floatsOnly: true);

    private static TensorType Deviating(InferenceContext context) =>
        KernelCalls.Number(context, "std") < 0 ? throw context.Error("normal expects std >= 0.0") : Self(context, floatsOnly: true);

    private static TensorType Decaying(InferenceContext context) => KernelCalls.Number(context, "lambd") is <= 0
        ? throw context.Error("exponential_ expects lambda > 0.0") : Self(context, floatsOnly: true);

    private static TensorType Ranged(InferenceContext context, TensorType type)
    {
        var low = context.Operator.Schema.HasArgument("low") ? context.SymInt("low") : 0;
        return context.Refutes(SymBool.Lt(low, context.SymInt("high")))
            ? throw context.Error($"random_ expects 'from' to be less than 'to', but got from={low} >= to={context["high"]}") : type;
    }

    private static TensorType Permutation(InferenceContext context)
    {
        var n = context.SymInt("n");
        var device = context["device"] is DeviceArgument { Value: var named } ? named : TensorType.Cpu;
        return context.Refutes(SymBool.Ge(n, 0)) ? throw context.Error($"n must be non-negative, got {n}")
            : Require(context, new TensorType(context.OptionalDType("dtype") ?? DType.I64, [n], device: device), floatsOnly: false);
    }

    private static TensorType Broadcast(InferenceContext context)
    {
        Shapes.RequireBroadcast(context, context.Tensor("p").Shape, context.Tensor("self").Shape, "p");
        return Self(context, floatsOnly: false);
    }

    private static void Uniform(RandomSource source, TensorType type, double[] elements, double from, double to)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            var x = source.NextUniform(type.DType);
            elements[i] = type.DType == DType.F64 ? (x * (to - from)) + from : ((float)x * ((float)to - (float)from)) + (float)from;
        }
    }

    private static void Exponential(RandomSource source, double[] elements, double rate)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = -1 / rate * SpecialFunctions.Log1P(-source.NextDouble());
        }
    }

    private static Tensor Integers(EvaluationContext context, TensorType type, RandomSource source, long count)
    {
        var elements = new long[count];
        var (low, high) = (context.Operator.Schema.HasArgument("low") ? context.Int("low") : 0, context.Int("high"));
        var range = unchecked((ulong)high - (ulong)low);
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = unchecked((long)source.NextBelow(range) + low);
        }
        return Tensor.From(elements, count);
    }

    private static void Permute(RandomSource source, double[] elements)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = i;
        }
        for (var i = 0; i < elements.Length - 1; i++)
        {
            var other = i + (int)(source.Next32() % (uint)(elements.Length - i));
            (elements[i], elements[other]) = (elements[other], elements[i]);
        }
    }

    private static void Coins(EvaluationContext context, TensorType type, RandomSource source, double[] elements) =>
        RandomOperator.Coins(source, elements, context.Float("p") is >= 0 and <= 1 and var p ? p
            : throw context.Error($"bernoulli_ expects p to be in [0, 1], but got p={context.Float("p")}"));

    private static void CoinsOfTensor(EvaluationContext context, TensorType type, RandomSource source, double[] elements) =>
        CoinsOf(context, source, elements, context.Tensor("p").Broadcast(context.Tensor("self").Shape));

    private static void CoinsOf(EvaluationContext context, RandomSource source, double[] elements, Tensor probabilities)
    {
        var dtype = probabilities.DType == DType.F64 ? DType.F64 : DType.F32;
        var values = Cast.To(InMemoryOrder(probabilities, context.Tensor("self")), DType.F64).ToArray<double>();
        for (var i = 0; i < elements.Length; i++)
        {
            if (values[i] is not (>= 0 and <= 1))
            {
                throw context.Error($"Expected p_in >= 0 && p_in <= 1 to be true, but got {values[i]}.");
            }
            elements[i] = source.NextUniform(dtype) < values[i] ? 1 : 0;
        }
    }

    // Elements as a tensor like another lies in memory, dims with the largest strides first.
    private static Tensor InMemoryOrder(Tensor x, Tensor like)
    {
        var strides = MemoryFormats.Strides(like, MemoryFormat.Preserve);
        return x.Permute([.. Enumerable.Range(0, x.Rank).OrderByDescending(d => strides[d]).ThenBy(d => d)]);
    }
}
