using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>
/// Random elementwise chains and reductions over all dtypes, with broadcasting, views and sizes that are no multiple of anything: what
/// loops are made of, more densely than graphs of all operators have it. What vectors and scalars may compute differently (functions, sums
/// of fractions) is returned, and nothing is computed from it; all else is exact.
/// </summary>
internal sealed class RandomChains
{
    private static readonly DType[] DTypes =
        [DType.F32, DType.F32, DType.BF16, DType.BF16, DType.F16, DType.F64, DType.I64, DType.I32, DType.I8, DType.U8, DType.I16,
            DType.Bool, DType.F8E4M3FN];

    private static readonly string[] Functions =
        ["aten::silu.default", "aten::exp.default", "aten::sigmoid.default", "aten::tanh.default", "aten::cos.default"];

    private readonly Random random;
    private readonly OperatorCatalog catalog;
    private readonly Graph graph;
    private readonly List<Node> values = [];
    private readonly List<Node> ends = [];
    private readonly ImmutableArray<SymInt> shape;

    private RandomChains(int seed, OperatorCatalog catalog)
    {
        random = new Random(seed);
        this.catalog = catalog;
        var shapes = new ShapeEnvironment();
        shapes.Define("s0", new Interval(0, 512));
        shapes.Define("s1", new Interval(1, 512));
        graph = new Graph("chain", shapes);
        SymInt[] sizes = [SymInt.Symbol("s0"), SymInt.Symbol("s1"), 3, 1, 16, 40, SymInt.Symbol("s1") * 16];
        random.Shuffle(sizes);
        shape = [.. sizes[..random.Next(1, 4)]];
    }

    public static Graph Create(int seed, OperatorCatalog catalog)
    {
        var chains = new RandomChains(seed, catalog);
        chains.Build(products: 0);
        return chains.graph;
    }

    /// <summary>Chains that begin with products of small whole numbers, whose sums are exact.</summary>
    public static Graph CreateWithProducts(int seed, OperatorCatalog catalog)
    {
        var chains = new RandomChains(seed, catalog);
        chains.Build(products: 2);
        return chains.graph;
    }

    private void Build(int products)
    {
        for (var i = 0; i < 4; i++)
        {
            Input(i);
        }
        for (var i = 0; i < products; i++)
        {
            Product(i);
        }
        for (var i = 0; i < 14; i++)
        {
            Step();
        }
        graph.SetOutput([.. values.Where(v => v.Kind == NodeKind.Call && (!v.HasUsers || random.Next(4) == 0)).Concat(ends)
            .DefaultIfEmpty(values[0])]);
    }

    /// <summary>Whether an output of a graph is computed to the last bit.</summary>
    public static bool IsExact(Node output) =>
        output.Operator?.Name is not { } name || !Functions.Contains(name)
            && name is not ("aten::mean.dim" or "aten::sum.dim_IntList" or "aten::softmax.int");

    // Of the shape, with ones in it, with dims missing in front, or transposed.
    private void Input(int index)
    {
        var own = shape.ToArray();
        for (var d = 0; d < own.Length && index > 0; d++)
        {
            own[d] = random.Next(4) == 0 ? 1 : own[d];
        }
        ImmutableArray<SymInt> sizes = [.. own.Skip(index > 1 ? random.Next(own.Length) : 0)];
        var strides = TensorType.ContiguousStrides(sizes);
        if (sizes.Length > 1 && random.Next(4) == 0)
        {
            var turned = TensorType.ContiguousStrides([.. sizes.Reverse()]);
            strides = [.. turned.Reverse()];
        }
        values.Add(graph.AddInput($"x{index}", new TensorType(DTypes[random.Next(DTypes.Length)], sizes, strides),
            InputSpec.User($"x{index}")));
    }

    // [..., k] by [n, k], where n is the last size.
    private void Product(int index)
    {
        var (dtype, k) = (random.Next(2) == 0 ? DType.F32 : DType.BF16, new SymInt[] { 16, 24, 40, 3 }[random.Next(4)]);
        var x = Whole($"a{index}", [.. shape[..^1], k], dtype);
        var weight = Whole($"b{index}", [shape[^1], k], dtype);
        var bias = random.Next(2) == 0 ? Whole($"c{index}", [shape[^1]], dtype) : null;
        if (Call("aten::linear.default", bias is null ? [x, weight] : [x, weight, bias]) is { } product)
        {
            values.Add(product);
        }
    }

    private Node Whole(string name, ImmutableArray<SymInt> sizes, DType dtype)
    {
        var bytes = graph.AddInput(name, new TensorType(DType.Bool, sizes), InputSpec.User(name));
        return Call("aten::to.dtype", bytes, new DTypeArgument(dtype), false, true)!;
    }

    private void Step()
    {
        var x = values[Math.Max(random.Next(values.Count), random.Next(values.Count))];
        var y = values[random.Next(values.Count)];
        var type = (TensorType)x.Type;
        Node? node = random.Next(15) switch
        {
            0 => Call("aten::add.Tensor", x, y),
            1 => Call("aten::mul.Tensor", x, y),
            2 => Call("aten::sub.Tensor", x, y),
            3 => Call("aten::maximum.default", x, y),
            4 => Call("aten::div.Tensor", x, y),
            5 => Call(new[] { "aten::neg.default", "aten::abs.default", "aten::relu.default", "aten::rsqrt.default",
                "aten::sqrt.default" }[random.Next(5)], x),
            6 or 7 => Call("aten::to.dtype", x, new DTypeArgument(DTypes[random.Next(DTypes.Length)]), false, true),
            8 => Call(new[] { "aten::gt.Tensor", "aten::le.Tensor", "aten::eq.Tensor", "aten::ne.Tensor" }[random.Next(4)], x, y),
            9 => Call("aten::where.self", values.Find(v => ((TensorType)v.Type).DType == DType.Bool) ?? x, x, y),
            10 when type.Rank > 0 =>
                random.Next(2) == 0 ? Call("aten::mean.dim", x, Argument.Ints([-1]), true)
                    : Call("aten::softmax.int", x, random.Next(type.Rank)),
            11 when type.Rank > 0 =>
                Call("aten::sum.dim_IntList",
                    x, type.Rank < 2 ? Argument.Ints([-1])
                        : Argument.Ints(new[] { [-1], [-2, -1], [0], new[] { -2 } }[random.Next(4)].Select(d => (long)d)),
                        random.Next(2) == 0),
            12 when type.Rank > 0 && graph.Shapes.IsStaticallyTrue(SymBool.Ge(type.Shape[^1], 1)) =>
                Call("aten::amax.default", x, Argument.Ints([-1]), random.Next(2) == 0),
            13 => Call("aten::mul.Scalar", x, 0.37),
            14 => Call(Functions[random.Next(Functions.Length)], x),
            _ => null,
        };
        if (node is not null)
        {
            // Whether dims that are gone broadcast shows at run time only.
            (IsExact(node) && (node.Operator!.Name != "aten::amax.default" || ((TensorType)node.Type).Rank == type.Rank) ? values
                : ends).Add(node);
        }
    }

    private Node? Call(string name, params ReadOnlySpan<Argument> arguments)
    {
        var op = catalog[name];
        try
        {
            return graph.AddCall(op, op.Schema.Fill(arguments));
        }
        catch (Exception e) when (e is InferenceException or NotSupportedException)
        {
            return null;
        }
    }
}
