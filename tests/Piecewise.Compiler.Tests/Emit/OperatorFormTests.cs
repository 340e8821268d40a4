using System.Collections.Immutable;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors.Kernels;
using Xunit.Abstractions;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>The samples of all operators, as emitted code where a call has loops, against the reference kernels.</summary>
public sealed class OperatorFormTests(ITestOutputHelper output)
{
    public static IEnumerable<object[]> Tiers => InstructionTier.Supported.Select(t => new object[] { t.ToString() });

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Loops_compute_what_the_kernel_computes(string tierName)
    {
        var tier = InstructionTier.Supported.Single(t => t.ToString() == tierName);
        var pieces = new List<(ScheduledPiece Piece, ImmutableArray<Value> Inputs, string Name)>();
        foreach (var op in TestOperators.Catalog.Operators)
        {
            foreach (var (index, sample) in op.Samples.Index())
            {
                if (Call(op, sample) is var (graph, inputs) && Emit(graph, $"Piece_{pieces.Count}", tier) is { } piece)
                {
                    pieces.Add((piece, inputs, $"{op.Name}, sample {index}"));
                }
            }
        }
        using var assembly = new PieceAssembly(pieces.Select(p => p.Piece));
        foreach (var (piece, inputs, name) in pieces)
        {
            var (expected, actual) = (CapturedInputs.Copy(inputs), CapturedInputs.Copy(inputs));
            var wanted = new Interpreter().Run(piece.Schedule.Graph, expected);
            var results = PieceExecution.Run(assembly, piece, actual, new Dictionary<string, long>(), ThreeParts.Workers(tier));
            foreach (var (a, b) in wanted.Concat(expected).Zip(results.Concat(actual)))
            {
                var problem = Exactness.Distance(a, b, isExact: false);
                Assert.True(problem is null, $"{name}: {problem}\n{piece.Source}");
            }
        }
        output.WriteLine(
            $"{pieces.Count} samples "
            + $"of {pieces.Select(p => p.Piece.Schedule.Items[0].Nodes.First().Operator).Distinct().Count()} operators");
        Assert.True(pieces.Count > 300);
    }

    // One call with the sample's tensors as inputs; null where an argument can't be written in a graph.
    private static (Graph Graph, ImmutableArray<Value> Inputs)? Call(Operator op, OperatorSample sample)
    {
        var graph = new Graph("sample", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        try
        {
            var arguments = op.Schema.Arguments.Select(
                (slot, i) => i < sample.Arguments.Length ? ToArgument(graph, sample.Arguments[i], inputs)
                : sample.Named.TryGetValue(slot.Name, out var named) ? ToArgument(graph, named, inputs)
                : slot.Default ?? throw new InvalidOperationException($"{op.Name}: a sample lacks '{slot.Name}'.")).ToImmutableArray();
            var node = graph.AddCall(op, arguments);
            if (node.Type is not TensorType)
            {
                return null;
            }
            graph.SetOutput([node]);
            return (graph, inputs.ToImmutable());
        }
        catch (InferenceException)
        {
            return null;
        }
    }

    private static ScheduledPiece? Emit(Graph graph, string name, InstructionTier tier)
    {
        try
        {
            var schedule = Scheduler.Run(graph);
            return schedule.Kernels.Any() ? ScheduledPiece.Emit(schedule, new EmitOptions { ClassName = name, Tier = tier }) : null;
        }
        catch (ScheduleException)
        {
            return null;
        }
    }

    private static Argument ToArgument(Graph graph, Value value, ImmutableArray<Value>.Builder inputs)
    {
        if (value.IsTensor)
        {
            inputs.Add(value);
            return graph.AddInput($"x{inputs.Count}", TensorType.Of(value.Tensor), InputSpec.User($"x{inputs.Count}"));
        }
        return value.IsList ? Argument.List(value.Items.Select(i => ToArgument(graph, i, inputs)))
            : value.IsNone ? Argument.None
            : value.IsLiteral ? value.Literal
            : value.Scalar.IsFloat ? value.Scalar.ToDouble()
            : value.Scalar.IsBool ? value.Scalar.ToBool()
            : value.Scalar.ToInt64();
    }
}
