using Piecewise.Compiler.Tests.Growth;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>
/// A number in a file for an int that only the data decides: assertions leave no other (<c>torch._check(n == 5)</c>), or the file is wrong.
/// It is compared with the int in every mode, also where nothing but the number is used.
/// </summary>
public sealed class RecordedNumberTests
{
    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public void It_is_compared_with_what_the_data_says(long data, bool fits)
    {
        var file = new ProgramFile();
        var scalar = new TensorType(DType.I64, []);
        var x = file.Input("x", scalar);
        var item = file.Graph.CallInt("aten.item.default", "item", 5, ("self", ArgText.Tensor(x)));
        var next = file.Graph.CallInt("_operator.add", "next", 6, ("a", ArgText.SymInt(item)), ("b", ArgText.Int(1)));
        file.Output(file.Graph.Call("aten.add.Tensor", "y", scalar, ("self", ArgText.Tensor(x)), ("other", ArgText.SymInt(next))));
        Check(file, Tensor.From<long>([data]), fits, 11);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void It_is_compared_with_what_sizes_give_beyond_algebra(long size, bool fits)
    {
        var file = new ProgramFile();
        file.Range("s0", 0, null);
        var s = SymInt.Symbol("s0");
        var x = file.Input("x", new TensorType(DType.I64, [s]));
        var n = file.Graph.CallInt("aten.sym_size.int", "n", s, ("self", ArgText.Tensor(x)), ("dim", ArgText.Int(0)));
        var power = file.Graph.CallInt("_operator.pow", "power", 27, ("a", ArgText.SymInt(n)), ("b", ArgText.SymInt(n)));
        file.Output(file.Graph.Call("aten.full.default", "y", new TensorType(DType.I64, []), ("size", ArgText.Ints([])),
            ("fill_value", ArgText.SymInt(power))));
        Check(file, Tensor.Zeros(DType.I64, size), fits, 27);
    }

    private static void Check(ProgramFile file, Tensor input, bool fits, long expected)
    {
        using var program = Agreement.Prepare(file.Archive());
        foreach (var mode in Enum.GetValues<RunMode>())
        {
            using var session = program.StartSession(mode);
            if (fits)
            {
                session.Run(input);
                Assert.Equal(expected, session.Output(0).Tensor!.Item<long>());
            }
            else
            {
                Assert.ThrowsAny<PiecewiseException>(() => session.Run(input));
            }
        }
    }
}
