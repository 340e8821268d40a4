using System.Collections.Immutable;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>
/// Conversions in loops are to the last bit those of the reference kernels, in vectors of every width and in what is left over: of NaN,
/// infinities and numbers beyond the range, alone and between other calls.
/// </summary>
public sealed class CastFormTests
{
    private static readonly DType[] All = [.. Enum.GetValues<DType>().Where(d => !d.IsComplex())];

    public static IEnumerable<object[]> Tiers => InstructionTier.Supported.Select(t => new object[] { t.ToString() });

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Loops_are_exact(string tierName)
    {
        var tier = InstructionTier.Supported.Single(t => t.ToString() == tierName);
        var pieces = new List<(ScheduledPiece Piece, ImmutableArray<Value> Inputs, string Name)>();
        foreach (var (from, to, back) in All.SelectMany(
            f => All.Where(t => t != f).SelectMany(t => new[] { (f, t, t), (f, t, DType.F32) })))
        {
            var x = Cast.To(Values, from);
            var graph = new Graph("casts", new ShapeEnvironment());
            var input = graph.AddInput("x", TensorType.Of(x), InputSpec.User("x"));
            var cast = TestOperators.Catalog.Call(graph, null, "aten::to.dtype", input, to, false, true);
            // Narrowed and widened again in registers, beside the sum that needs the wide one.
            graph.SetOutput(
                back == to ? [cast] : [TestOperators.Catalog.Call(
                    graph, null, "aten::neg.default", TestOperators.Catalog.Call(graph, null, "aten::to.dtype", cast, back, false, true))]);
            var schedule = Scheduler.Run(graph);
            Assert.Empty(schedule.Calls);
            pieces.Add((ScheduledPiece.Emit(schedule, new EmitOptions { ClassName = $"Piece_{pieces.Count}", Tier = tier }), [x],
                $"{from} to {to} to {back}"));
        }
        using var assembly = new PieceAssembly(pieces.Select(p => p.Piece));
        foreach (var (piece, inputs, name) in pieces)
        {
            var wanted = new Interpreter().Run(piece.Schedule.Graph, CapturedInputs.Copy(inputs));
            var results = PieceExecution.Run(
                assembly, piece, CapturedInputs.Copy(inputs), new Dictionary<string, long>(), ThreeParts.Workers(tier));
            var problem = Exactness.Distance(wanted[0], results[0], isExact: true);
            Assert.True(problem is null, $"{name}: {problem}\n{piece.Source}");
        }
    }

    // More than three vectors of the widest, and a rest.
    private static Tensor Values { get; } = Tensor.From(
        [
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 0.5, -0.5, 0.9, -0.9, 1.5, -1.5, 127, 128, -128, -129,
            200, 255, 255.9, 256, -300.5,
            32767, 32768, -32768, -32769, 40000, 65535, 65536, -70000, 2147483520, 2147483647, 2147483648, -2147483648, -2147483649,
            3000000001, -3000000001, 4294967297,
            -1e12, 1e15 + 3, 9.2e18, -9.2e18, 9.3e18, 1.9e19, -1e30, 1e300, 448, 449, 57344, 65504, 3e38, 1e-45, -1e-300,
        ],
        51);
}
