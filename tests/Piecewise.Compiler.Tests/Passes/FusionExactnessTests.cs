using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Passes;

/// <summary>
/// Every file test of a fusion is also run: the graph before and after its passes gives the same bits on random values, in f32 and bf16, on
/// as many simulated ranks as its collectives name (N5).
/// </summary>
public sealed partial class FusionExactnessTests
{
    // The one fusion that computes something else: a bias that is added before the product is rounded.
    private static readonly ImmutableArray<string> Closer = ["fuse-linear-bias"];

    public static TheoryData<string, string, int> Cases()
    {
        var data = new TheoryData<string, string, int>();
        foreach (var file in Directory.GetFiles(Folder, "fuse-*.graph").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var worlds = File.ReadAllText(file).Contains("world=", StringComparison.Ordinal) ? new[] { 2, 4 } : [1];
            foreach (var world in worlds)
            {
                data.Add(name, "f32", world);
                data.Add(name, "bf16", world);
            }
        }
        return data;
    }

    private static string Folder => Path.Combine(Repository.Root, "tests", "Piecewise.Compiler.Tests", "FileTests", "passes");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_are_the_same(string name, string dtype, int world)
    {
        var (text, options) = Load(name, dtype, world);
        var before = GraphParser.Parse(text, TestOperators.Catalog);
        var after = GraphParser.Parse(text, TestOperators.Catalog);
        var rewrites = Run(after, options, world);

        var size = long.Parse(options["entry"].Split("..")[0], CultureInfo.InvariantCulture) is var first and > 1 ? first : 6;
        size += (world - (size % world)) % world;
        var expected = Evaluate(before, size, world);
        var actual = Evaluate(after, size, world);

        for (var rank = 0; rank < expected.Length; rank++)
        {
            for (var i = 0; i < expected[rank].Length; i++)
            {
                if (Closer.Contains(name))
                {
                    AssertClose(expected[rank][i].Tensor, actual[rank][i].Tensor);
                }
                else
                {
                    Assert.True(BitwiseEquality.AreEqual(expected[rank][i], actual[rank][i]),
                        $"rank {rank}, output {i} after {rewrites} rewrites");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_prefix_of_the_rewrites_is_right(string name, string dtype, int world)
    {
        if (dtype != "f32" || world == 4)
        {
            return;
        }
        var (text, options) = Load(name, dtype, world);
        var before = GraphParser.Parse(text, TestOperators.Catalog);
        var expected = Evaluate(before, 64, world);
        for (var limit = 0; ; limit++)
        {
            var after = GraphParser.Parse(text, TestOperators.Catalog);
            var done = Run(after, options, world, limit);
            var actual = Evaluate(after, 64, world);
            for (var rank = 0; rank < world; rank++)
            {
                for (var i = 0; i < expected[rank].Length; i++)
                {
                    AssertClose(expected[rank][i].Tensor, actual[rank][i].Tensor);
                }
            }
            if (done < limit)
            {
                break;
            }
        }
    }

    // The text of a file test for another dtype and number of ranks.
    private static (string Text, Dictionary<string, string> Options) Load(string name, string dtype, int world)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name + ".graph"));
        var text = string.Join('\n', lines.TakeWhile(l => l != "// expect:").Skip(1));
        text = Collective().Replace(text, m => $"{m.Groups[1].Value}{world})")
            .Replace("s0 % 2 ==", $"s0 % {world} ==", StringComparison.Ordinal);
        if (dtype != "f32")
        {
            // Scales stay f32.
            text = string.Join('\n',
                text.Split('\n').Select(
                    l => l.Contains("scale:", StringComparison.Ordinal) ? l : l.Replace("f32", dtype, StringComparison.Ordinal)));
        }
        return (text, Option().Matches(lines[0]).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal));
    }

    private static long Run(Graph graph, Dictionary<string, string> options, int world, long? limit = null)
    {
        var range = options["entry"].Split("..");
        var entry = new CompileEntry(
            new SizeRange(long.Parse(range[0], CultureInfo.InvariantCulture), long.Parse(range[1], CultureInfo.InvariantCulture)), "s0");
        graph.Shapes.Constrain("s0", new Interval(entry.Range.Start, entry.Range.End));
        var piece = new PieceUnderCompilation(0, graph, TestOperators.Catalog, new ReplacementCache(TestOperators.Catalog))
        {
            Entry = entry,
            Constants = (options.GetValueOrDefault("constant")?.Split(',') ?? []).Select(n => graph.Find(n)!).ToHashSet(),
        };
        var settings = new PassSettings
        {
            Verify = true,
            WorldSize = world,
            AllReduceFusionBytes = long.Parse(options.GetValueOrDefault("allreduce", "0"), CultureInfo.InvariantCulture),
            SequenceParallelMinTokens = options.TryGetValue("sequence", out var tokens) ? long.Parse(tokens, CultureInfo.InvariantCulture)
                : null,
        };
        var all = StandardPipeline.Create().Steps.Select(s => s.Pass).DistinctBy(p => p.Name)
            .ToDictionary(p => p.Name, StringComparer.Ordinal);
        var budget = new RewriteBudget(limit);
        foreach (var pass in options["run"].Split(','))
        {
            new PassPipeline([new PipelineStep(all[pass], PassScope.Entry, "the test asks for it")], []).Run(PassScope.Entry, piece,
                settings, budget, new List<PassRecord>());
        }
        return budget.Taken;
    }

    private static ImmutableArray<ImmutableArray<Value>> Evaluate(Graph graph, long size, int world) =>
        new SimulatedRanks(world).Run(graph, rank =>
    {
        // Weights, scales and what enters whole are the same on all ranks; x and what is like it differ.
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal) { ["s0"] = size };
        return
        [
            .. graph.Inputs.Select((input, index) =>
            {
                var type = (TensorType)input.Type;
                long[] shape = [.. type.Shape.Select(s => s.Evaluate(sizes))];
                var random = new Random((index * 31) + (input.Name is "x" ? rank * 1000 : 0));
                return input.Name.Contains("scale", StringComparison.Ordinal) ? (Value)Constant(shape) : Normal(random, shape, type.DType);
            }),
        ];
    });

    private static Tensor Constant(long[] shape)
    {
        var values = new float[Layout.ElementCount(shape)];
        Array.Fill(values, 0.0125f);
        return Tensor.From(values, shape);
    }

    private static Tensor Normal(Random random, long[] shape, DType dtype)
    {
        var values = new float[Layout.ElementCount(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
        return Cast.To(Tensor.From(values, shape), dtype);
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        var tolerance = Tolerance.Default(expected.DType);
        var (wide, found) = (Cast.To(expected, DType.F64).Contiguous(), Cast.To(actual, DType.F64).Contiguous());
        for (var i = 0; i < wide.ElementCount; i++)
        {
            var (e, a) = (wide.AsSpan<double>()[i], found.AsSpan<double>()[i]);
            Assert.True(Math.Abs(e - a) <= 1e-2 * (expected.DType == DType.BF16 ? 1 : 0) + tolerance.Absolute
                + (tolerance.Relative * Math.Abs(e)), $"element {i}: {a} for {e}");
        }
    }

    [GeneratedRegex(@"(piecewise\.(?:all_reduce|reduce_scatter|all_gather)\.default\([^)]*, )2\)")]
    private static partial Regex Collective();

    [GeneratedRegex(@"(\w+)=(\S+)")]
    private static partial Regex Option();
}
