using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

internal static partial class GrowingPrograms
{
    private static ImmutableArray<GrowingProgram> Views =>
    [
        new("chain of views", 300, n => Chain(n, (g, x, i) => i % 2 == 0
            ? g.Call("aten.view.default", N("n", i), F32(S, 2, 4), T("self", x), ("size", ArgText.Ints([-1, 2, 4])))
            : g.Call("aten.view.default", N("n", i), F32(S, 8), T("self", x), ("size", ArgText.Ints([-1, 8]))))),
        new("chain of transposes", 300, n => Chain(2 * (n / 2), (g, x, i) => g.Call(
            "aten.transpose.int", N("n", i), i % 2 == 0 ? new TensorType(DType.F32, [8, S], [1, 8])
                : F32(S, 8), T("self", x), I("dim0", 0), I("dim1", 1)))),
        new("chain of slices", 300, n =>
        {
            var file = new ProgramFile();
            var x = file.Input("x", F32(n + 1, 4));
            for (var i = 0; i < n; i++)
            {
                x = file.Graph.Call("aten.slice.Tensor", N("n", i), F32(n - i, 4), T("self", x), I("dim", 0), I("start", 1),
                    I("end", long.MaxValue));
            }
            file.Output(file.Graph.Call("aten.relu.default", "y", F32(1, 4), T("self", x)));
            return file;
        }),
        new("parts of a split", 300, n =>
        {
            var file = Dynamic(out _, n);
            file.Graph.CallList("aten.split.Tensor", "parts",
                [.. Enumerable.Range(0, n).Select(i => (N("p", i), new TensorType(DType.F32, [S, 1], [n, 1])))],
                T("self", "x"), I("split_size", 1), I("dim", 1));
            for (var i = 0; i < n; i++)
            {
                file.Output(file.Graph.Call("aten.relu.default", N("n", i), F32(S, 1), T("self", N("p", i))));
            }
            return file;
        }),
        new("rows of an unbind", 300, n =>
        {
            var file = new ProgramFile();
            file.Input("x", F32(n, 8));
            file.Graph.CallList("aten.unbind.int", "parts", [.. Enumerable.Range(0, n).Select(i => (N("p", i), F32(8)))], T("self", "x"),
                I("dim", 0));
            var sum = "p0";
            for (var i = 1; i < n; i++)
            {
                sum = file.Graph.Call("aten.add.Tensor", N("n", i), F32(8), T("self", sum), T("other", N("p", i)));
            }
            file.Output(sum);
            return file;
        }),
        new("writes through views", 100, n =>
        {
            var file = new ProgramFile();
            file.Input("x", F32(n, 8));
            var copy = file.Graph.Call("aten.clone.default", "copy", F32(n, 8), T("self", "x"));
            for (var i = 0; i < n; i++)
            {
                var row = file.Graph.Call("aten.select.int", N("r", i), F32(8), T("self", copy), I("dim", 0), I("index", i));
                file.Graph.Call("aten.add_.Scalar", N("n", i), F32(8), T("self", row), I("other", i));
            }
            file.Output(copy);
            return file;
        }),
        new("views of one written tensor", 200, n =>
        {
            var file = new ProgramFile();
            file.Input("x", F32(n, 8));
            var copy = file.Graph.Call("aten.clone.default", "copy", F32(n, 8), T("self", "x"));
            for (var i = 0; i < n; i++)
            {
                file.Graph.Call("aten.select.int", N("r", i), F32(8), T("self", copy), I("dim", 0), I("index", i));
            }
            for (var i = 0; i < n; i++)
            {
                file.Graph.Call("aten.add_.Scalar", N("n", i), F32(n, 8), T("self", copy), I("other", i));
            }
            for (var i = 0; i < n; i++)
            {
                file.Output(file.Graph.Call("aten.relu.default", N("o", i), F32(8), T("self", N("r", i))));
            }
            return file;
        }),
        new("copies", 300, n => Chain(n, (g, x, i) => g.Call("aten.clone.default", N("n", i), F32(S, 8), T("self", x)))),
        new("dims", 10, n =>
        {
            var file = Dynamic(out _);
            ImmutableArray<SymInt> shape = [S, .. Enumerable.Repeat((SymInt)1, Math.Min(n, 60))];
            var x = file.Graph.Call("aten.view.default", "v", new TensorType(DType.F32, shape), T("self", "x"),
                ("size", ArgText.Ints(shape.Select((_, i) => i == 0 ? -1L : 1L))));
            for (var i = 0; i < 20; i++)
            {
                x = file.Graph.Call("aten.mul.Tensor", N("n", i), new TensorType(DType.F32, shape), T("self", x), T("other", "v"));
            }
            file.Output(x);
            return file;
        }, HasLimit: true),
    ];
}
