using System.Collections.Immutable;
using Piecewise.Compiler.Shard;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Shard;

/// <summary>
/// A random program over rows of columns, with weights, and values for them: products, heads, tables, sections and sums in any order. All
/// numbers are integers so small that f32 sums are exact in any order.
/// </summary>
internal sealed class RandomShardedProgram
{
    private const int Rows = 3;
    private const int Steps = 14;

    // Of a value's elements; beyond it they are clamped.
    private const double MostBeforeProducts = 1 << 8;

    private static readonly int[] Widths = [4, 6, 8, 12, 16, 24];

    private readonly Random random;
    private readonly Dictionary<string, Tensor> given = new(StringComparer.Ordinal);
    private readonly List<(Node Node, double Bound)> values = [];

    private RandomShardedProgram(int seed)
    {
        random = new Random(seed);
        Graph = new Graph("main", new ShapeEnvironment());
    }

    public Graph Graph { get; }

    public static RandomShardedProgram Create(int seed)
    {
        var program = new RandomShardedProgram(seed);
        program.Build();
        return program;
    }

    /// <summary>What a rank gets for the inputs of the program, or of its plan.</summary>
    public ImmutableArray<Value> Inputs(ShardingPlan? plan, int rank, int world) =>
    [
        .. (plan?.Graph ?? Graph).Inputs.Select(i => i.Input!.Target).Select(
            name => (Value)(plan?.Shards.FirstOrDefault(s => s.Name == name) is { } shard
                ? shard.Of(given[shard.Whole], rank, world) : given[name])),
    ];

    private void Build()
    {
        // Inputs come first, weights as they are needed: what a step adds is collected and put in front.
        values.Add((Input("x", [Rows, 8], 3), 2));
        var indices = Graph.AddInput("indices", new TensorType(DType.I64, [Rows]), InputSpec.User("indices"));
        given["indices"] = Tensor.From([.. Enumerable.Range(0, Rows).Select(_ => (long)random.Next(12))], Rows);
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(12))
            {
                case 0 or 1 or 2: Linear(Any()); break;
                case 3: Pointwise(Any()); break;
                case 4: Pair(Any()); break;
                case 5: Halves(Any()); break;
                case 6: Joined(Any(), Any()); break;
                case 7: Heads(Any()); break;
                case 8: Sum(Any()); break;
                case 9: Alternate(Any()); break;
                case 10: Table(indices); break;
                default: Whole(Any()); break;
            }
        }
        Graph.SetOutput([.. values.TakeLast(3).Select(v => v.Node)]);
    }

    // The later ones more often.
    private (Node Node, double Bound) Any() => values[Math.Max(random.Next(values.Count), random.Next(values.Count))];

    private static int WidthOf(Node node) => (int)((TensorType)node.Type).Shape[^1].Constant;

    private Node Input(string name, long[] shape, int most, InputKind kind = InputKind.User)
    {
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        given[name] = Tensor.From([.. Enumerable.Range(0, count).Select(_ => (float)random.Next(-most + 1, most))], shape);
        return Graph.AddInput(
            name, new TensorType(DType.F32, [.. shape.Select(s => (SymInt)s)]),
            kind == InputKind.User ? InputSpec.User(name) : new InputSpec(kind, name));
    }

    private Node Weight(params long[] shape) => Input($"w{given.Count}", shape, 2, InputKind.Parameter);

    private Node Call(string name, params ReadOnlySpan<Argument> arguments)
    {
        var op = TestOperators.Catalog[name];
        ImmutableArray<Argument> all = [.. arguments];
        while (all.Length < op.Schema.Arguments.Length)
        {
            all = all.Add(op.Schema.Arguments[all.Length].Default ?? Argument.None);
        }
        return Graph.AddCall(op, all, op.Infer(new InferenceContext(op, all, Graph.Shapes)));
    }

    private void Add(Node node, double bound)
    {
        if (bound > MostBeforeProducts)
        {
            (node, bound) = (Call(KnownOps.Clamp, node, -3L, 3L), 3);
        }
        values.Add((node, bound));
    }

    private void Linear((Node Node, double Bound) x)
    {
        var (from, to) = (WidthOf(x.Node), Widths[random.Next(Widths.Length)]);
        switch (random.Next(3))
        {
            case 0:
                Add(Call(KnownOps.Linear, x.Node, Weight(to, from), random.Next(2) == 0 ? Argument.None : Weight(to)),
                    (x.Bound * from) + 1);
                break;
            case 1:
                Add(Call(KnownOps.Mm, x.Node, Weight(from, to)), x.Bound * from);
                break;
            default:
                // Computed from a weight.
                Add(Call(KnownOps.Linear, x.Node, Call(KnownOps.Neg, Weight(to, from)), Argument.None), x.Bound * from);
                break;
        }
    }

    private void Pointwise((Node Node, double Bound) x) => Add(
        random.Next(2) == 0 ? Call(KnownOps.Relu, x.Node) : Call(KnownOps.Neg, x.Node), x.Bound);

    private void Pair((Node Node, double Bound) x)
    {
        var others = values.Where(v => WidthOf(v.Node) == WidthOf(x.Node)).ToArray();
        var other = others[random.Next(others.Length)];
        switch (random.Next(3))
        {
            case 0: Add(Call(KnownOps.Add, x.Node, other.Node, 1L), x.Bound + other.Bound); break;
            case 1: Add(Call(KnownOps.Mul, x.Node, other.Node), x.Bound * other.Bound); break;
            default: Add(Call(KnownOps.Add, x.Node, Weight(WidthOf(x.Node)), 1L), x.Bound + 1); break;
        }
    }

    private void Halves((Node Node, double Bound) x)
    {
        var width = WidthOf(x.Node);
        if (width == 1)
        {
            return;
        }
        if (random.Next(2) == 0)
        {
            var parts = Call(KnownOps.Chunk, x.Node, 2L, 1L);
            values.Add((Call(Dialect.GetItem, parts, 0L), x.Bound));
            values.Add((Call(Dialect.GetItem, parts, 1L), x.Bound));
            return;
        }
        var at = random.Next(1, width);
        values.Add((Call(KnownOps.Slice, x.Node, 1L, 0L, (long)at, 1L), x.Bound));
        values.Add((Call(KnownOps.Slice, x.Node, 1L, (long)at, long.MaxValue, 1L), x.Bound));
    }

    private void Joined((Node Node, double Bound) x, (Node Node, double Bound) y)
    {
        if (WidthOf(x.Node) + WidthOf(y.Node) <= 32)
        {
            values.Add((Call(KnownOps.Cat, Argument.List([x.Node, y.Node]), 1L), Math.Max(x.Bound, y.Bound)));
        }
    }

    // Products of heads' rows with each other, as attention without its softmax.
    private void Heads((Node Node, double Bound) x)
    {
        var width = WidthOf(x.Node);
        int[] divisors = [.. Enumerable.Range(1, width).Where(h => width % h == 0)];
        var heads = divisors[random.Next(divisors.Length)];
        var small = Call(KnownOps.Clamp, x.Node, -3L, 3L);
        var apart = Call(KnownOps.Transpose, Call(KnownOps.Reshape, small, Argument.Ints([Rows, heads, width / heads])), 0L, 1L);
        var scores = Call(KnownOps.MatMul, apart, Call(KnownOps.Transpose, apart, 1L, 2L));
        var seen = Call(KnownOps.MatMul, Call(KnownOps.Clamp, scores, -3L, 3L), apart);
        Add(Call(KnownOps.Reshape, Call(KnownOps.Transpose, seen, 0L, 1L), Argument.Ints([Rows, width])), 9 * Rows);
    }

    private void Sum((Node Node, double Bound) x)
    {
        var sum = Call(KnownOps.SumDims, x.Node, Argument.Ints([1]), true, Argument.None);
        var others = values.ToArray();
        var other = others[random.Next(others.Length)];
        Add(Call(KnownOps.Add, other.Node, sum, 1L), other.Bound + (x.Bound * WidthOf(x.Node)));
    }

    private void Alternate((Node Node, double Bound) x)
    {
        if (WidthOf(x.Node) % 2 == 0)
        {
            values.Add((Call(KnownOps.Slice, x.Node, 1L, (long)random.Next(2), long.MaxValue, 2L), x.Bound));
        }
    }

    private void Table(Node indices) => values.Add((Call(KnownOps.Embedding, Weight(12, Widths[random.Next(Widths.Length)]), indices), 1));

    // An operator that goes along the columns.
    private void Whole((Node Node, double Bound) x) => Add(Call("aten::cumsum.default", x.Node, 1L), x.Bound * WidthOf(x.Node));
}
