using System.Collections.Immutable;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>Nodes and symbols may have any name: none becomes a keyword, hides a type, or is more than C# takes.</summary>
public sealed class NameTests
{
    private static readonly string[] Names =
    [
        "class", "nint", "float", "var", "Math", "MathF",
        "Element", "Share", "Vector512", "Lanes512", "Elements", "FloorDiv", "Mod", "Divide", "Run", "Half", "BFloat16", "Kernel0_x",
        "k", "k0", "state", "part", "parts", "share", "row", "start",
        "end", "i", "j", "rest", "context", "tensors", "sizes", "scratch", "_", "1", "x y", "a\"b\n*/", "ü", "名前", "System", "Piecewise",
        new string('n', 600), new string('n', 599) + "m",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Any_name_compiles(int length)
    {
        var pieces = new List<ScheduledPiece>();
        foreach (var (index, name) in Names.Index())
        {
            var graph = new Graph("names", new ShapeEnvironment());
            var size = length == 0 ? Symbol(graph, name) : length;
            var type = new TensorType(DType.F32, [size, 17]);
            var (x, y) = (graph.AddInput(name, type, InputSpec.User("x")), graph.AddInput(
                Names[(index + 1) % Names.Length], type, InputSpec.User("y")));
            var sum = Call(graph, name, "aten::add.Tensor", x, y);
            var rounded = Call(graph, "Math", "aten::floor.default", Call(graph, name, "aten::exp.default", sum));
            var total = Call(graph, name, "aten::sum.dim_IntList", rounded, Argument.Ints([1]), true);
            var half = Call(graph, "FloorDiv", "aten::floor_divide.default", rounded, total);
            graph.SetOutput([sum, Call(graph, name, "aten::matmul.default", half, Call(graph, name, "aten::transpose.int", sum, 0L, 1L)),
                Call(graph, name, "aten::cumsum.default", half, 0L)]);
            pieces.Add(ScheduledPiece.Emit(Scheduler.Run(graph), new EmitOptions
            {
                ClassName = $"Piece_{index}",
                Tier = InstructionTier.Best,
                SmallWork = index % 2 == 0 ? 0 : long.MaxValue,
            }));
        }
        using var assembly = new PieceAssembly(pieces);
        foreach (var piece in pieces)
        {
            var sizes = piece.Schedule.Symbols.ToDictionary(s => s, _ => 5L);
            var rows = sizes.Count > 0 ? 5 : length;
            ImmutableArray<Value> inputs = [.. Enumerable.Range(0, 2)
                .Select(k => (Value)Tensor.From([.. Enumerable.Range(0, rows * 17).Select(i => (float)((i + k) % 5))], rows, 17))];
            var wanted = new Interpreter().Run(piece.Schedule.Graph, inputs);
            var results = PieceExecution.Run(assembly, piece, inputs, sizes, ThreeParts.Workers(InstructionTier.Best));
            foreach (var (a, b) in wanted.Zip(results))
            {
                Assert.Null(Exactness.Distance(a, b, isExact: false));
            }
        }
    }

    private static Node Call(Graph graph, string name, string op, params Argument[] arguments)
    {
        var call = TestOperators.Catalog.Call(graph, null, op, arguments);
        return graph.AddCall(call.Operator!, call.Arguments, call.Type, name);
    }

    // Of those names that symbols can have.
    private static SymInt Symbol(Graph graph, string name)
    {
        var symbol = name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && char.IsAsciiLetter(name[0]) ? name : "s0";
        graph.Shapes.Define(symbol, Interval.AtLeast(1));
        return SymInt.Symbol(symbol);
    }
}
