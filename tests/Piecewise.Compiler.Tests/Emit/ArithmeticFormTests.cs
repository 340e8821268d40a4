using System.Collections.Immutable;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>
/// Quotients, remainders, powers and bit operations in loops are to the last bit what the reference kernels give: for dividends and
/// divisors of all signs, the smallest integers, NaN, infinities, zeros of both signs, and operands that broadcast or lie apart in memory.
/// </summary>
public sealed class ArithmeticFormTests
{
    private static readonly string[] Numbers =
    [
        "aten::floor_divide.default",
        "aten::floor_divide_.Tensor", "aten::remainder.Tensor", "aten::fmod.Tensor", "aten::fmod_.Tensor", "aten::pow.Tensor_Tensor",
        "aten::div.Tensor_mode floor", "aten::div.Tensor_mode trunc",
    ];

    private static readonly string[] Bits =
    [
        "aten::bitwise_and.Tensor",
        "aten::bitwise_or.Tensor", "aten::bitwise_xor.Tensor", "aten::__and__.Tensor", "aten::__or__.Tensor", "aten::__xor__.Tensor",
        "aten::__iand__.Tensor",
    ];

    private static readonly string[] Shifts =
        ["aten::bitwise_left_shift.Tensor", "aten::bitwise_right_shift.Tensor", "aten::__lshift__.Tensor", "aten::__rshift__.Tensor"];

    public static IEnumerable<object[]> Tiers => InstructionTier.Supported.Select(t => new object[] { t.ToString() });

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Loops_are_exact(string tierName)
    {
        var tier = InstructionTier.Supported.Single(t => t.ToString() == tierName);
        var pieces = new List<(ScheduledPiece Piece, ImmutableArray<Value> Inputs, string Name)>();
        foreach (var (name, dtype) in Calls())
        {
            var x = Filled(dtype, false).AsStrided([Length, Length], [1, 0], 0);
            var y = Filled(dtype, !dtype.IsFloat() && Numbers.Contains(name) && !name.Contains("pow", StringComparison.Ordinal));
            // An operand of its own for what is written.
            var graph = Graph(name, x.Clone(), y);
            var schedule = Scheduler.Run(graph);
            Assert.Empty(schedule.Calls);
            pieces.Add((ScheduledPiece.Emit(schedule, new EmitOptions { ClassName = $"Piece_{pieces.Count}", Tier = tier }), [x.Clone(), y],
                $"{name} of {dtype}"));
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

    [Fact]
    public void An_integer_divided_by_zero_is_an_error_in_loops_too()
    {
        var (x, zero) = (Tensor.From([1L, 2], 2), Tensor.From([1L, 0], 2));
        foreach (var name in Numbers.Where(n => !n.Contains("pow", StringComparison.Ordinal)))
        {
            var graph = Graph(name, x, zero);
            Assert.IsType<DivideByZeroException>(
                Assert.Throws<EvaluationException>(() => new Interpreter().Run(graph, CapturedInputs.Copy([x, zero]))).GetBaseException());
            var piece = ScheduledPiece.Emit(Scheduler.Run(graph), new EmitOptions { ClassName = "Piece" });
            using var assembly = new PieceAssembly([piece]);
            Assert.Throws<DivideByZeroException>(
                () => PieceExecution.Run(assembly, piece, CapturedInputs.Copy([x, zero]), new Dictionary<string, long>(), Workers.Alone));
        }
    }

    private const int Length = 13;

    private static IEnumerable<(string Name, DType DType)> Calls() =>
    [
        .. Numbers.SelectMany(
            n => new[] { DType.F32, DType.BF16, DType.F16, DType.F64, DType.I64, DType.I32, DType.U8, DType.I8 }.Select(d => (n, d))),
        .. Bits.SelectMany(n => new[] { DType.Bool, DType.I64, DType.I32, DType.U8 }.Select(d => (n, d))),
        .. Shifts.SelectMany(n => new[] { DType.I64, DType.I32, DType.U8, DType.I8 }.Select(d => (n, d))),
    ];

    private static Graph Graph(string name, Tensor x, Tensor y)
    {
        var graph = new Graph("call", new ShapeEnvironment());
        var (left, right) =
            (graph.AddInput("x", TensorType.Of(x), InputSpec.User("x")), graph.AddInput("y", TensorType.Of(y), InputSpec.User("y")));
        var words = name.Split(' ');
        graph.SetOutput([graph.AddCall(TestOperators.Catalog[words[0]], [left, right, .. words[1..].Select(w => (Argument)w)])]);
        return graph;
    }

    // Each value once, the last one twice.
    private static Tensor Filled(DType dtype, bool withoutZero)
    {
        double[] floats =
        [
            0, -0.0, 1, -1, 2.5, -2.5, 7, -7, 0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-3,
        ];
        long[] integers = [0, 1, -1, 2, -2, 7, -7, 63, 64, long.MinValue, long.MaxValue, -64, 100];
        var values = dtype.IsFloat() ? Tensor.From(floats, Length) : Tensor.From(withoutZero ? [3, .. integers[1..]] : integers, Length);
        var cast = Cast.To(values, dtype);
        // What narrow types cut off may be a zero.
        return withoutZero && dtype != DType.I64
            ? Cast.To(Tensor.From([3L, 1, -1, 2, -2, 7, -7, 63, 64, -128, 127, -64, 100], Length), dtype) : cast;
    }
}
