using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

internal static partial class GrowingPrograms
{
    private static ImmutableArray<GrowingProgram> Symbols =>
    [
        new("symbols", 100, n => WithSymbols(n, (f, s) =>
        {
            for (var i = 0; i < n; i++)
            {
                f.Output(f.Graph.Call("aten.relu.default", N("n", i), F32(s[i], 8), T("self", N("x", i))));
            }
        })),
        new("summed symbols", 100, n => WithSymbols(n, (f, s) => f.Output(f.Graph.Call(
            "aten.cat.default", "y", F32(Sum(s), 8), ("tensors", ArgText.Tensors(Enumerable.Range(0, n).Select(i => N("x", i)))),
            I("dim", 0)))), HasLimit: true),
        new("sums of symbols", 30, n => WithSymbols(n, (f, s) =>
        {
            var (y, size) = ("x0", s[0]);
            for (var i = 1; i < n; i++)
            {
                size += s[i];
                y = f.Graph.Call("aten.cat.default", N("n", i), F32(size, 8), ("tensors", ArgText.Tensors([y, N("x", i)])), I("dim", 0));
            }
            f.Output(y);
        }), HasLimit: true),
        new("factors of a size", 8, n =>
        {
            var file = new ProgramFile();
            SymInt[] s = [.. Enumerable.Range(0, n).Select(i => SymInt.Symbol(N("s", i)))];
            var x = file.Input("x", new TensorType(DType.F32, [.. s]));
            foreach (var symbol in s)
            {
                file.Range(symbol.SymbolName, 2, 8);
            }
            var flat = file.Graph.Call("aten.view.default", "v", F32(s.Aggregate((a, b) => a * b)), T("self", x),
                ("size", ArgText.Ints([-1])));
            file.Output(file.Graph.Call("aten.relu.default", "y", F32(s.Aggregate((a, b) => a * b)), T("self", flat)));
            return file;
        }, HasLimit: true),
        new("power of a sum", 3, n =>
        {
            var file = new ProgramFile();
            SymInt[] s = [.. Enumerable.Range(0, 3).Select(i => SymInt.Symbol(N("s", i)))];
            foreach (var (i, symbol) in s.Index())
            {
                file.Range(symbol.SymbolName, 2, 8);
                file.Input(N("x", i), F32(symbol));
            }
            var a = file.Graph.Call("aten.cat.default", "a", F32(Sum(s)), ("tensors", ArgText.Tensors(["x0", "x1", "x2"])), I("dim", 0));
            var (y, size) = (a, Sum(s));
            for (var i = 1; i < n; i++)
            {
                var column = file.Graph.Call("aten.unsqueeze.default", N("c", i), F32(size, 1), T("self", y), I("dim", 1));
                var grid = file.Graph.Call("aten.mul.Tensor", N("g", i), F32(size, Sum(s)), T("self", column), T("other", a));
                size *= Sum(s);
                y = file.Graph.Call("aten.view.default", N("n", i), F32(size), T("self", grid), ("size", ArgText.Ints([-1])));
            }
            file.Output(y);
            return file;
        }, HasLimit: true),
        new("ranges", 300, n =>
        {
            var file = Dynamic(out var x, 8);
            for (var i = 1; i < n; i++)
            {
                file.Range(N("s", i), 2, 100 + i);
            }
            file.Output(file.Graph.Call("aten.relu.default", "y", F32(S, 8), T("self", x)));
            return file;
        }),
        new("ranges of expressions", 200, n =>
        {
            var file = Dynamic(out var x, 8);
            for (var i = 1; i < n; i++)
            {
                file.Range($"{i + 1}*s0 + {i}", 2, 100_000 + i);
            }
            file.Output(file.Graph.Call("aten.relu.default", "y", F32(S, 8), T("self", x)));
            return file;
        }),
        new("maxima", 20, n =>
        {
            var file = new ProgramFile();
            SymInt[] s = [.. Enumerable.Range(0, n).Select(i => SymInt.Symbol(N("s", i)))];
            var y = "";
            SymInt most = 0;
            foreach (var (i, symbol) in s.Index())
            {
                file.Range(symbol.SymbolName, 2, 100 + i);
                var x = file.Input(N("x", i), F32(symbol));
            }
            foreach (var (i, symbol) in s.Index())
            {
                most = i == 0 ? symbol : SymInt.Max(most, symbol);
                var size = file.Graph.CallInt("aten.sym_size.int", N("z", i), symbol, T("self", N("x", i)), I("dim", 0));
                y = i == 0 ? size : Named(file.Graph, "torch.sym_max", N("m", i), most, ("a", ArgText.SymInt(y)),
                    ("b", ArgText.SymInt(size)));
            }
            file.Output(file.Graph.Call("aten.full.default", "y", F32(most), ("size", ArgText.SymInts([y])),
                ("fill_value", ArgText.Float(1))));
            return file;
        }, HasLimit: true),
        new("chain of sizes", 200, n =>
        {
            var file = Dynamic(out _);
            var size = file.Graph.CallInt("aten.sym_size.int", "z", S, T("self", "x"), I("dim", 0));
            for (var i = 1; i <= n; i++)
            {
                size = Named(file.Graph, "_operator.add", N("n", i), S + i, ("a", ArgText.SymInt(size)), ("b", ArgText.Int(1)));
            }
            file.Output(file.Graph.Call("aten.full.default", "y", F32(S + n), ("size", ArgText.SymInts([size])),
                ("fill_value", ArgText.Float(1))));
            return file;
        }),
        new("sizes of their own", 100, n =>
        {
            var file = Dynamic(out _);
            for (var i = 1; i <= n; i++)
            {
                var size = file.Graph.CallInt("aten.sym_size.int", N("z", i), S, T("self", "x"), I("dim", 0));
                var more = Named(file.Graph, "_operator.mul", N("m", i), S * i, ("a", ArgText.SymInt(size)), ("b", ArgText.Int(i)));
                file.Output(file.Graph.Call("aten.full.default", N("n", i), F32(S * i), ("size", ArgText.SymInts([more])),
                    ("fill_value", ArgText.Float(1))));
            }
            return file;
        }),
    ];

    private static string Named(ProgramGraph graph, string target, string name, SymInt value, params (string, string)[] arguments) =>
        graph.CallInt(target, name, value, [.. arguments.Select(a => ("", a.Item2))]);

    private static SymInt Sum(IEnumerable<SymInt> sizes) => sizes.Aggregate((a, b) => a + b);

    private static ProgramFile WithSymbols(int count, Action<ProgramFile, SymInt[]> write)
    {
        var file = new ProgramFile();
        SymInt[] symbols = [.. Enumerable.Range(0, count).Select(i => SymInt.Symbol(N("s", i)))];
        foreach (var (i, symbol) in symbols.Index())
        {
            file.Input(N("x", i), F32(symbol, 8));
            file.Range(symbol.SymbolName, 2, 1024);
        }
        write(file, symbols);
        return file;
    }
}
