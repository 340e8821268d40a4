using Piecewise.Compiler.Tests.Growth;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>A call takes no more memory than it may, and reads none that nobody wrote.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    private static readonly SymInt S = SymInt.Symbol("s0");

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public async Task Sizes_that_need_more_than_a_call_may_take_are_refused_before_it_runs()
    {
        File.WriteAllBytes(path, Outer().Archive());
        using var model = await CompiledModel.LoadAsync(path);
        using var session = model.StartSession(new SessionOptions { MaxMemory = 1 << 20 });
        session.Run(Ones(100));
        var expected = session.Output(0).Tensor!.Clone();
        var refused = Assert.Throws<InputException>(() => session.Run(Ones(1000)));
        Assert.Contains("s0 = 1000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("more than the 1048576 that a call may take", refused.Message, StringComparison.Ordinal);
        Assert.Contains("MaxMemory", refused.Message, StringComparison.Ordinal);
        // Nothing has changed.
        session.Run(Ones(100));
        Assert.Equal(expected.AsSpan<float>().ToArray(), session.Output(0).Tensor!.AsSpan<float>().ToArray());
    }

    [Fact]
    public async Task Sizes_that_no_machine_has_memory_for_are_refused_by_default()
    {
        File.WriteAllBytes(path, Outer().Archive());
        using var model = await CompiledModel.LoadAsync(path);
        // 64 MB squared.
        var refused = Assert.Throws<InputException>(() => model.Run(Ones(16_000_000)));
        Assert.Contains("s0 = 16000000", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("partly written")]
    [InlineData("strided")]
    [InlineData("summed")]
    public void Memory_that_nobody_wrote_is_zero(string kind)
    {
        var file = new ProgramFile();
        var type = new TensorType(DType.F32, [16, 32]);
        var x = file.Input("x", type);
        var graph = file.Graph;
        // What the arena held before.
        for (var i = 0; i < 3; i++)
        {
            x = graph.Call("aten.softmax.int", $"n{i}", type, ("self", ArgText.Tensor(x)), ("dim", ArgText.Int(-1)));
        }
        file.Output(graph.Call("aten.sum.dim_IntList", "sum", new TensorType(DType.F32, [16]), ("self", ArgText.Tensor(x)),
            ("dim", ArgText.Ints([1]))));
        var empty = graph.Call("aten.empty.memory_format", "e", type, ("size", ArgText.Ints([16, 32])));
        switch (kind)
        {
            case "partly written":
                empty = graph.Call(
                    "aten.slice_scatter.default", "w", type, ("self", ArgText.Tensor(empty)), ("src", ArgText.Tensor(Half())),
                    ("dim", ArgText.Int(0)), ("start", ArgText.Int(0)), ("end", ArgText.Int(8)));
                break;
            case "strided":
                empty = graph.Call(
                    "aten.empty_strided.default", "st", new TensorType(DType.F32, [16, 32], [64, 2]), ("size", ArgText.Ints([16, 32])),
                    ("stride", ArgText.Ints([64, 2])));
                break;
            case "summed":
                empty = graph.Call("aten.cumsum.default", "c", type, ("self", ArgText.Tensor(empty)), ("dim", ArgText.Int(1)));
                break;
        }
        file.Output(empty);
        using var program = Agreement.Prepare(file.Archive());
        Agreement.Check(program, kind, calls: 3);

        string Half() => graph.Call(
            "aten.slice.Tensor", "h", new TensorType(DType.F32, [8, 32]), ("self", ArgText.Tensor(x)), ("dim", ArgText.Int(0)),
            ("start", ArgText.Int(0)), ("end", ArgText.Int(8)));
    }

    private static Tensor Ones(int count)
    {
        var ones = Tensor.Zeros(DType.F32, count);
        ones.AsSpan<float>().Fill(1);
        return ones;
    }

    // All pairs of x with itself, summed after something that needs each: 4*s0*s0 bytes.
    private static ProgramFile Outer()
    {
        var file = new ProgramFile();
        file.Range("s0", 2, 1L << 40);
        var x = file.Input("x", new TensorType(DType.F32, [S]));
        var square = new TensorType(DType.F32, [S, S]);
        var column = file.Graph.Call("aten.unsqueeze.default", "c", new TensorType(DType.F32, [S, 1]), ("self", ArgText.Tensor(x)),
            ("dim", ArgText.Int(1)));
        var pairs = file.Graph.Call("aten.mul.Tensor", "p", square, ("self", ArgText.Tensor(column)), ("other", ArgText.Tensor(x)));
        var sums = file.Graph.Call("aten.cumsum.default", "q", square, ("self", ArgText.Tensor(pairs)), ("dim", ArgText.Int(0)));
        file.Output(file.Graph.Call("aten.sum.dim_IntList", "y", new TensorType(DType.F32, [S]), ("self", ArgText.Tensor(sums)),
            ("dim", ArgText.Ints([0]))));
        return file;
    }
}
