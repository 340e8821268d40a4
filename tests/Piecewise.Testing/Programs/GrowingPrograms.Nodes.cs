using System.Collections.Immutable;

namespace Piecewise.Testing;

internal static partial class GrowingPrograms
{
    private static ImmutableArray<GrowingProgram> Nodes =>
    [
        new("chain of additions", 500,
            n => Chain(n, (g, x, i) => g.Call("aten.add.Tensor", N("n", i), F32(S, 8), T("self", x), T("other", "x")))),
        new("chain of additions of fixed size", 500, n =>
        {
            var file = new ProgramFile();
            var x = file.Input("x", F32(4, 8));
            for (var i = 0; i < n; i++)
            {
                x = file.Graph.Call("aten.add.Tensor", N("n", i), F32(4, 8), T("self", x), T("other", "x"));
            }
            file.Output(x);
            return file;
        }),
        // Each value is used twice: written out as one expression it would double at each step.
        new("chain of doublings", 500,
            n => Chain(n, (g, x, i) => g.Call("aten.add.Tensor", N("n", i), F32(S, 8), T("self", x), T("other", x)))),
        new("chain of diamonds", 200, n => Chain(n, (g, x, i) =>
        {
            var a = g.Call("aten.neg.default", N("a", i), F32(S, 8), T("self", x));
            var b = g.Call("aten.relu.default", N("b", i), F32(S, 8), T("self", x));
            return g.Call("aten.mul.Tensor", N("n", i), F32(S, 8), T("self", a), T("other", b));
        })),
        new("chain of row sums", 200, n => Chain(n, (g, x, i) =>
        {
            var sum = g.Call("aten.sum.dim_IntList", N("a", i), F32(S, 1), T("self", x), ("dim", ArgText.Ints([-1])),
                ("keepdim", ArgText.Bool(true)));
            return g.Call("aten.mul.Tensor", N("n", i), F32(S, 8), T("self", x), T("other", sum));
        })),
        new("chain of products",
            200, n => Chain(n, (g, x, i) => g.Call("aten.linear.default", N("n", i), F32(S, 8), T("input", x), T("weight", "w")),
                f => f.Parameter("w", F32(8, 8)))),
        new("chain of softmaxes", 200,
            n => Chain(n, (g, x, i) => g.Call("aten.softmax.int", N("n", i), F32(S, 8), T("self", x), I("dim", -1)))),
        new("chain of cumulative sums", 200,
            n => Chain(n, (g, x, i) => g.Call("aten.cumsum.default", N("n", i), F32(S, 8), T("self", x), I("dim", 1)))),
        new("chain of in-place additions", 500, n => Chain(
            n, (g, x, i) => g.Call("aten.add_.Tensor", N("n", i), F32(S, 8), T("self", x), T("other", "x")),
            f => f.Graph.Call("aten.clone.default", "copy", F32(S, 8), T("self", "x")))),
        new("chain of gated products", 100, n => Chain(n, (g, x, i) =>
        {
            var a = g.Call("aten.linear.default", N("a", i), F32(S, 8), T("input", x), T("weight", "w"));
            var b = g.Call("aten.linear.default", N("b", i), F32(S, 8), T("input", x), T("weight", "w"));
            var c = g.Call("aten.silu.default", N("c", i), F32(S, 8), T("self", a));
            return g.Call("aten.mul.Tensor", N("n", i), F32(S, 8), T("self", c), T("other", b));
        }, f => f.Parameter("w", F32(8, 8)))),
        new("attentions", 50, n =>
        {
            var file = Dynamic(out _, 8);
            var x = file.Graph.Call("aten.view.default", "q", F32(1, 2, S, 4), T("self", "x"), ("size", ArgText.Ints([1, 2, -1, 4])));
            for (var i = 0; i < n; i++)
            {
                x = file.Graph.Call("aten.scaled_dot_product_attention.default", N("n", i), F32(1, 2, S, 4), T("query", x), T("key", "q"),
                    T("value", x));
                x = file.Graph.Call("aten.mul.Tensor", N("m", i), F32(1, 2, S, 4), T("self", x), T("other", "q"));
            }
            file.Output(x);
            return file;
        }),
        new("uses of one tensor", 300,
            n => Fan(n, (g, i) => g.Call("aten.relu.default", N("n", i), F32(S, 8), T("self", "x")), outputs: true)),
        new("products of one tensor", 100,
            n => Fan(n, (g, i) => g.Call("aten.linear.default", N("n", i), F32(S, 8), T("input", "x"), T("weight", "w")), outputs: true,
            f => f.Parameter("w", F32(8, 8)))),
        new("sums of one tensor",
            100, n => Fan(n, (g, i) => g.Call("aten.sum.dim_IntList", N("n", i), F32(S), T("self", "x"), ("dim", ArgText.Ints([1]))),
                outputs: true)),
        new("unused nodes", 500, n => Fan(n, (g, i) => g.Call("aten.relu.default", N("n", i), F32(S, 8), T("self", "x")), outputs: false)),
        new("outputs of one value", 300, n =>
        {
            var file = Dynamic(out var x, 8);
            var y = file.Graph.Call("aten.relu.default", "y", F32(S, 8), T("self", x));
            for (var i = 0; i < n; i++)
            {
                file.Output(y);
            }
            return file;
        }),
        new("computed constants",
            100, n => Fan(n, (g, i) =>
                g.Call("aten.mul.Tensor", N("n", i), F32(8), T("self", i == 0 ? "w" : N("n", i - 1)), T("other", "w")), outputs: false,
            f => f.Parameter("w", F32(8)),
            last: (f, i) => f.Graph.Call("aten.add.Tensor", "y", F32(S, 8), T("self", "x"), T("other", N("n", i - 1))))),
        new("constant tensors", 200, n => Chain(n, (g, x, i) =>
        {
            var c = g.Call("aten.full.default", N("c", i), F32(8), ("size", ArgText.Ints([8])), ("fill_value", ArgText.Float(i)));
            return g.Call("aten.add.Tensor", N("n", i), F32(S, 8), T("self", x), T("other", c));
        })),
    ];

    private static ProgramFile Chain(int length, Func<ProgramGraph, string, int, string> step, Func<ProgramFile, string>? before = null)
    {
        var file = Dynamic(out var x, 8);
        if (before?.Invoke(file) is { } start && start != "w")
        {
            x = start;
        }
        for (var i = 0; i < length; i++)
        {
            x = step(file.Graph, x, i);
        }
        file.Output(x);
        return file;
    }

    private static ProgramFile Fan(
        int width, Func<ProgramGraph, int, string> node, bool outputs, Func<ProgramFile, string>? before = null,
        Func<ProgramFile, int, string>? last = null)
    {
        var file = Dynamic(out var x, 8);
        before?.Invoke(file);
        for (var i = 0; i < width; i++)
        {
            var name = node(file.Graph, i);
            if (outputs)
            {
                file.Output(name);
            }
        }
        if (!outputs)
        {
            file.Output(last?.Invoke(file, width) ?? x);
        }
        return file;
    }
}
