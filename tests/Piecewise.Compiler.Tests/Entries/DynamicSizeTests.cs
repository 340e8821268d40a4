using Piecewise.Compiler.Entries;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Entries;

public sealed class DynamicSizeTests
{
    // Its only input is an int in [-4, 3], of which it asks whether it is below 0, and which it needs to be.
    private static readonly string IntProgram =
        Path.Combine(Repository.Root, "tests", "fixtures", "fuzz", "int_on_both_sides_of_zero.435512428.pt2");

    [Fact]
    public void An_int_that_may_be_negative_is_no_size()
    {
        using var program = PreparedProgram.Load(IntProgram, new CompileOptions { Catalog = TestOperators.Catalog });

        Assert.Null(DynamicSize.Of(program.Program).Symbol);
        var error = Assert.Throws<EntryException>(() => DynamicSize.Of(program.Program, "u0"));
        Assert.Contains("'u0' is no dynamic size: the program takes negative numbers for it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunMode.Imported)]
    [InlineData(RunMode.Lowered)]
    [InlineData(RunMode.Compiled)]
    public void Calls_may_give_negative_ints(RunMode mode)
    {
        using var program = PreparedProgram.Load(IntProgram, new CompileOptions { Catalog = TestOperators.Catalog });
        var session = program.StartSession(mode);
        var name = Assert.Single(program.Executable(mode).Manifest.Inputs).Name;

        Assert.Empty(session.Run(new Dictionary<string, CallValue> { [name] = CallValue.FromInt64(-4) }));
        Assert.ThrowsAny<InputException>(() => session.Run(new Dictionary<string, CallValue> { [name] = CallValue.FromInt64(0) }));
    }

    // x[:, :n - 1] of n columns, recorded as 5 columns. That there is a column, so that n - 1 counts from the left, is known after all
    // calls.
    [Fact]
    public void A_size_that_later_calls_settle_is_as_recorded()
    {
        var file = Path.Combine(Repository.Root, "tests", "fixtures", "fuzz", "size_settled_later.147754766.pt2");
        using var program = PreparedProgram.Load(file, new CompileOptions { Catalog = TestOperators.Catalog });

        Assert.True(program.Program.Graph.Shapes.IsStaticallyTrue(SymBool.Eq(SymInt.Symbol("s17"), 6)));
    }
}
