using System.Collections.Immutable;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Tests.Emit;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators.Samples;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Xunit.Abstractions;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>
/// Programs whose results are recorded in other layouts than the operators' rules say: interpreted, lowered and compiled they give the same
/// elements, and so do views of these results, which are written from the recorded layout.
/// </summary>
public sealed class RecordedLayoutProperties(ITestOutputHelper output)
{
    private const int CallsPerProgram = 120;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_mode_computes_the_recorded_layout(bool withGaps)
    {
        var (calls, kernels) = (0, 0);
        foreach (var batch in Samples().Chunk(CallsPerProgram))
        {
            var graph = new Graph("main", new ShapeEnvironment());
            var inputs = new Dictionary<string, Value>();
            var outputs = new List<Node>();
            var names = new List<string>();
            // All inputs come first.
            var arguments = batch.Select((s, i) => Arguments(graph, s.Operator, s.Sample, i, inputs)).ToList();
            foreach (var ((op, index, _), given) in batch.Zip(arguments))
            {
                foreach (var result in Results(graph, op, given, withGaps))
                {
                    outputs.AddRange([result, View(graph, result)]);
                    names.AddRange(Enumerable.Repeat($"{op.Name}, sample {index}: {result.Type}", 2));
                }
            }
            graph.SetOutput(outputs);
            using var program = new PreparedProgram(
                ExportedProgram.OfTrace(graph, ImmutableDictionary<string, Tensor>.Empty),
                new CompileOptions
                {
                    Catalog = TestOperators.Catalog,
                    Lowering = new LoweringOptions { Passes = new PassSettings { Verify = !withGaps } },
                });
            var seeded = new SessionOptions { Seed = 0 };
            var wanted = program.StartSession(RunMode.Imported, seeded).Run(Copies(inputs));
            foreach (var mode in new[] { RunMode.Interpret, RunMode.Lowered, RunMode.Compiled })
            {
                foreach (var (name, (a, b)) in names.Zip(wanted.Zip(program.StartSession(mode, seeded).Run(Copies(inputs)))))
                {
                    // Whole layers among them add and cancel often; what lies elsewhere differs by much more.
                    var problem = Exactness.Distance(a, b, isExact: false, floor: 0.1);
                    Assert.True(problem is null, $"{mode}, {name}: {problem}");
                }
            }
            calls += outputs.Count / 2;
            kernels += program.Compilation.Plan.Codes.Sum(c => c.Schedule.Items.Length);
        }
        output.WriteLine($"{calls} results, {kernels} kernels and loops");
        Assert.True(calls > 800);
    }

    private static IEnumerable<(Operator Operator, int Index, OperatorSample Sample)> Samples() =>
        from op in TestOperators.Catalog.Operators
        where op.FunctionalForm is null && !op.Schema.HasWrites && !op.IsAllocation && op.Schema.Namespace is "aten" or "piecewise"
            && op.Schema.Results.Length > 0 && op.Schema.Results.All(r => r.AliasSet is null && !r.IsList)
        from sample in op.Samples.Index()
        where sample.Item.Expected is { } expected && Tensors(expected).All(t => t.ElementCount > 0)
            && Tensors(expected).Any(t => t.ElementCount > 1)
            && IsPlain(op, sample.Item)
        select (op, sample.Index, sample.Item);

    private static IEnumerable<Tensor> Tensors(Value value) =>
        value.IsTensor ? [value.Tensor] : value.IsList ? value.Items.SelectMany(Tensors) : [];

    // A call that a program may have, of which the shape rule says all sizes.
    private static bool IsPlain(Operator op, OperatorSample sample)
    {
        var graph = new Graph("sample", new ShapeEnvironment());
        try
        {
            var call = graph.AddCall(op, Arguments(graph, op, sample, 0, []));
            graph.SetOutput(call);
            var type = call.Type;
            return GraphVerifier.Verify(graph).Count == 0
                && (type is TupleType tuple ? tuple.Items : [type]).All(t => t is TensorType tensor && tensor.Shape.All(s => s.IsConstant));
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    private static IEnumerable<Node> Results(Graph graph, Operator op, ImmutableArray<Argument> arguments, bool withGaps)
    {
        var node = graph.AddCall(op, arguments);
        var random = new Random(op.Name.Length);
        if (node.Type is not TupleType { Items: var items })
        {
            node.Type = Laid(random, (TensorType)node.Type, withGaps);
            return [node];
        }
        node.Type = new TupleType([.. items.Select(i => Laid(random, (TensorType)i, withGaps))]);
        return [.. items.Select((_, i) => TestOperators.Catalog.Call(graph, null, "_operator::getitem.default", node, (long)i))];
    }

    // Dims in another order: what a program may record. Files with gaps between elements are refused where they are read, but graphs may
    // have them.
    private static TensorType Laid(Random random, TensorType type, bool withGaps)
    {
        int[] order = [.. Enumerable.Range(0, type.Rank)];
        if (random.Next(2) == 0)
        {
            random.Shuffle(order);
        }
        var strides = new SymInt[type.Rank];
        SymInt next = withGaps ? 2 : 1;
        foreach (var dim in order)
        {
            strides[dim] = next;
            next = next * type.Shape[dim] + (withGaps ? random.Next(3) : 0);
        }
        return type.WithShape(type.Shape, [.. strides]);
    }

    // A row-major copy of the dims in reverse order, if there are any.
    private static Node View(Graph graph, Node result)
    {
        var rank = ((TensorType)result.Type).Rank;
        var view = rank == 0 ? result : TestOperators.Catalog.Call(
            graph, null, "aten::permute.default", result, Argument.Ints([.. Enumerable.Range(0, rank).Reverse().Select(d => (long)d)]));
        return TestOperators.Catalog.Call(graph, null, "aten::reshape.default", view, Argument.Ints([-1]));
    }

    private static ImmutableArray<Argument> Arguments(
        Graph graph, Operator op, OperatorSample sample, int call, Dictionary<string, Value> inputs)
    {
        return
        [
            .. op.Schema.Arguments.Select((slot, i) => i < sample.Arguments.Length ? ToArgument(sample.Arguments[i])
                : sample.Named.TryGetValue(slot.Name, out var named) ? ToArgument(named)
                : slot.Default ?? throw new InvalidOperationException($"{op.Name}: a sample lacks '{slot.Name}'.")),
        ];

        Argument ToArgument(Value value)
        {
            if (value.IsTensor)
            {
                var name = $"x{call}_{inputs.Count}";
                inputs.Add(name, value);
                return graph.AddInput(name, TensorType.Of(value.Tensor), InputSpec.User(name));
            }
            return value.IsList ? Argument.List([.. value.Items.Select(ToArgument)])
                : value.IsNone ? Argument.None
                : value.IsLiteral ? value.Literal
                : value.Scalar.IsFloat ? value.Scalar.ToDouble()
                : value.Scalar.IsBool ? value.Scalar.ToBool()
                : value.Scalar.ToInt64();
        }
    }

    private static Dictionary<string, Value> Copies(Dictionary<string, Value> inputs) =>
        inputs.ToDictionary(i => i.Key, i => CapturedInputs.Copy([i.Value])[0], StringComparer.Ordinal);
}
