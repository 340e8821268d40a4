using Piecewise.Compiler.Tests.Growth;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>
/// A view may show one element more often than memory has bytes, and products of its sizes are no numbers then: what works on it is
/// refused, and never takes less memory than it uses, or goes through fewer elements than there are.
/// </summary>
public sealed class RepeatedElementsTests
{
    private static readonly SymInt S = SymInt.Symbol("s0");

    // Exponents at which a size times the bytes of an entry, of a row or of a block is no number any more, or a small one.
    public static TheoryData<string, int> Kernels
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var kernel in (string[])["topk", "mm", "bmm", "linear", "attention", "conv1d", "histc"])
            {
                foreach (var exponent in (int[])[54, 57, 58, 59, 60, 61, 62])
                {
                    cases.Add(kernel, exponent);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Kernels_take_no_less_memory_than_they_use(string kernel, int exponent)
    {
        var n = 1L << exponent;
        var file = new ProgramFile();
        var graph = file.Graph;
        var x = file.Input("x", Type(1, 1, 1));
        var (row, column) = (Repeated("row", [1, 1, n], [1, 1, 0]), Repeated("column", [1, n, 1], [1, 0, 1]));
        switch (kernel)
        {
            case "topk":
                graph.CallTuple("aten.topk.default", [("v", Type(1, 1, 2)), ("i", new TensorType(DType.I64, [1, 1, 2]))],
                    ("self", ArgText.Tensor(row)), ("k", ArgText.Int(2)));
                file.Output("v");
                break;
            case "histc":
                Result("aten.histc.default", Type(4), ("self", row), ("bins", ArgText.Int(4)), ("max", ArgText.Int(2)));
                break;
            case "bmm":
                Result("aten.bmm.default", Type(1, 1, 1), ("self", row), ("mat2", column));
                break;
            case "mm":
                Result("aten.mm.default", Type(1, 1), ("self", Matrix("a", row, [1, n], [1, 0])),
                    ("mat2", Matrix("b", column, [n, 1], [0, 1])));
                break;
            case "linear":
                Result("aten.linear.default", Type(1, 1, 1), ("input", row), ("weight", Matrix("w", row, [1, n], [1, 0])));
                break;
            case "attention":
                Result("aten.scaled_dot_product_attention.default", Type(1, 1, 1), ("query", row), ("key", row), ("value", x));
                break;
            case "conv1d":
                Result("aten.conv1d.default", Type(1, 1, 1), ("input", row), ("weight", x), ("stride", ArgText.Ints([n])));
                break;
        }
        Refuses(file, [Tensor.From<float>([1f], 1, 1, 1)]);

        void Result(string target, TensorType type, params (string Name, string Value)[] arguments) => file.Output(graph.Call(
            target, "y", type, [.. arguments.Select(a => a.Value.StartsWith('{') ? a : (a.Name, ArgText.Tensor(a.Value)))]));

        string Repeated(string name, long[] shape, SymInt[] strides) => graph.Call("aten.expand.default", name,
            new TensorType(DType.F32, [.. shape.Select(s => (SymInt)s)], [.. strides]), ("self", ArgText.Tensor(x)),
            ("size", ArgText.Ints(shape)));

        string Matrix(string name, string of, SymInt[] shape, SymInt[] strides) => graph.Call("aten.select.int", name,
            new TensorType(DType.F32, [.. shape], [.. strides]), ("self", ArgText.Tensor(of)), ("dim", ArgText.Int(0)),
            ("index", ArgText.Int(0)));
    }

    [Theory]
    [InlineData("aten.sum.default")]
    [InlineData("aten.max.default")]
    [InlineData("aten.prod.default")]
    [InlineData("aten.any.default")]
    [InlineData("aten.median.default")]
    [InlineData("aten.var.correction")]
    [InlineData("aten.argmax.default")]
    public void Loops_go_through_all_elements_or_none(string target)
    {
        var file = new ProgramFile();
        file.Range("s0", 0, null);
        var x = file.Input("x", Type(1, 1));
        // Of nothing there are 2^32 rows.
        file.Input("n", new TensorType(DType.F32, [S, 0], [1, 1]));
        var dtype = target.Contains("argmax", StringComparison.Ordinal) ? DType.I64
            : target.Contains("any", StringComparison.Ordinal) ? DType.Bool : DType.F32;
        var size = file.Graph.CallInt("aten.sym_size.int", "size", S, ("self", ArgText.Tensor("n")), ("dim", ArgText.Int(0)));
        var square = file.Graph.Call("aten.expand.default", "e", new TensorType(DType.F32, [S, S], [0, 0]), ("self", ArgText.Tensor(x)),
            ("size", ArgText.SymInts([size, size])));
        file.Output(file.Graph.Call(target, "y", new TensorType(dtype, []), ("self", ArgText.Tensor(square))));
        Refuses(file, [Tensor.From<float>([1f], 1, 1), Tensor.Zeros(DType.F32, 1L << 32, 0)]);
    }

    private static TensorType Type(params long[] shape) => new(DType.F32, [.. shape.Select(s => (SymInt)s)]);

    private static void Refuses(ProgramFile file, Tensor[] inputs)
    {
        using var program = Agreement.Prepare(file.Archive());
        foreach (var mode in (RunMode[])[RunMode.Imported, RunMode.Compiled])
        {
            using var session = program.StartSession(mode);
            Assert.ThrowsAny<PiecewiseException>(() => session.Run([.. inputs.Select(i => (CallValue)i)]));
        }
    }
}
