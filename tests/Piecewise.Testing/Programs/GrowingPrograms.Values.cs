using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

internal static partial class GrowingPrograms
{
    private static ImmutableArray<GrowingProgram> Values =>
    [
        new("operands of a concatenation", 300, n =>
        {
            var file = Dynamic(out _, 8);
            file.Output(file.Graph.Call("aten.cat.default", "y", F32(n * S, 8), ("tensors", ArgText.Tensors(Enumerable.Repeat("x", n))),
                I("dim", 0)));
            return file;
        }),
        new("operands of a fixed concatenation", 300, n =>
        {
            var file = new ProgramFile();
            file.Input("x", F32(2, 8));
            file.Output(file.Graph.Call("aten.cat.default", "y", F32(2, 8 * n), ("tensors", ArgText.Tensors(Enumerable.Repeat("x", n))),
                I("dim", 1)));
            return file;
        }),
        new("operands of a stack", 300, n =>
        {
            var file = Dynamic(out _);
            var y = file.Graph.Call("aten.stack.default", "y", F32(n, S), ("tensors", ArgText.Tensors(Enumerable.Repeat("x", n))),
                I("dim", 0));
            file.Output(file.Graph.Call("aten.sum.dim_IntList", "z", F32(S), T("self", y), ("dim", ArgText.Ints([0]))));
            return file;
        }),
        new("computed operands of a stack", 200, n =>
        {
            var file = Dynamic(out _);
            for (var i = 0; i < n; i++)
            {
                file.Graph.Call("aten.mul.Scalar", N("n", i), F32(S), T("self", "x"), I("other", i));
            }
            file.Output(file.Graph.Call("aten.stack.default", "y", F32(S, n),
                ("tensors", ArgText.Tensors(Enumerable.Range(0, n).Select(i => N("n", i)))), I("dim", 1)));
            return file;
        }),
        new("inputs", 200, n =>
        {
            var file = new ProgramFile();
            for (var i = 0; i < n; i++)
            {
                file.Input(N("x", i), F32(S, 8));
            }
            file.Range("s0", 2, 1024);
            var sum = "x0";
            for (var i = 1; i < n; i++)
            {
                sum = file.Graph.Call("aten.add.Tensor", N("n", i), F32(S, 8), T("self", sum), T("other", N("x", i)));
            }
            file.Output(sum);
            return file;
        }),
        new("outputs", 200, n =>
        {
            var file = Dynamic(out var x, 8);
            for (var i = 0; i < n; i++)
            {
                x = file.Graph.Call("aten.relu.default", N("n", i), F32(S, 8), T("self", x));
                file.Output(x);
            }
            return file;
        }),
        new("weights", 200, n =>
            WithWeights(n, F32(8, 8),
                (f, x, i) => f.Graph.Call("aten.linear.default", N("n", i), F32(S, 8), T("input", x), T("weight", N("w", i))))),
        new("biases", 200, n =>
            WithWeights(n, F32(8), (f, x, i) =>
                f.Graph.Call("aten.add.Tensor", N("n", i), F32(S, 8), T("self", x), T("other", N("w", i))))),
        new("characters of a name", 200, n =>
        {
            var file = Dynamic(out var x, 8);
            for (var i = 0; i < 10; i++)
            {
                x = file.Graph.Call("aten.softmax.int", $"{new string('n', n)}{i}", F32(S, 8), T("self", x), I("dim", -1));
            }
            file.Output(x);
            return file;
        }),
        new("nested branches", 8, n =>
        {
            var file = Dynamic(out var x, 8);
            var flag = file.Input("flag", new TensorType(DType.Bool, []));
            file.Output(Branch(file.Graph, x, flag, n));
            return file;
        }, HasLimit: true),
        new("branches", 50, n => Chain(n, (g, x, i) => Branch(g, x, "flag", 1, N("c", i)), f =>
        {
            f.Input("flag", new TensorType(DType.Bool, []));
            return "x";
        })),
        new("loops of unknown length", 50, n => Chain(n, (g, x, i) =>
        {
            var u = SymInt.Symbol(N("u", i));
            var rows = g.Call("aten.nonzero.default", N("a", i), I64(u, 2), T("self", x));
            var column = g.Call("aten.select.int", N("b", i), new TensorType(DType.I64, [u], [2]), T("self", rows), I("dim", 1),
                I("index", 1));
            var some = g.Call("aten.index_select.default", N("c", i), F32(S, u), T("self", x), I("dim", 1), T("index", column));
            return g.Call("aten.mul.Tensor", N("n", i), F32(S, 8), T("self", x), T("other", g.Call(
                "aten.sum.dim_IntList", N("d", i), F32(S, 1), T("self", some), ("dim", ArgText.Ints([1])),
                ("keepdim", ArgText.Bool(true)))));
        })),
    ];

    private static ProgramFile WithWeights(int count, TensorType type, Func<ProgramFile, string, int, string> step)
    {
        var file = new ProgramFile();
        for (var i = 0; i < count; i++)
        {
            file.Parameter(N("w", i), type);
        }
        file.Range("s0", 2, 1024);
        var x = file.Input("x", F32(S, 8));
        for (var i = 0; i < count; i++)
        {
            x = step(file, x, i);
        }
        file.Output(x);
        return file;
    }

    private static string Branch(ProgramGraph graph, string x, string flag, int depth, string name = "c")
    {
        ProgramGraph[] sides = [new(), new()];
        foreach (var (i, side) in sides.Index())
        {
            side.Input("x", F32(S, 8));
            side.Input("flag", new TensorType(DType.Bool, []));
            side.Output(i == 0 && depth > 1 ? Branch(side, "x", "flag", depth - 1)
                : side.Call("aten.add.Scalar", "y", F32(S, 8), T("self", "x"), I("other", i)));
        }
        graph.CallList("higher_order.cond", name, [(name + "_0", F32(S, 8))],
            ("", ArgText.Tensor(flag)), ("", ArgText.Graph("t", sides[0])), ("", ArgText.Graph("f", sides[1])),
            ("", ArgText.Tensors([x, flag])));
        return name + "_0";
    }
}
