using Piecewise.Compiler.Build;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Execute;

/// <summary>Inputs that do not fit a program: every fault is named, all of them at once, and nothing runs.</summary>
public sealed class InputTests
{
    [Fact]
    public void Missing_and_unknown_inputs_are_named()
    {
        var message = Refused("kwargs_order", ("x", Tensor.Zeros(DType.F32, 2, 4)), ("y", Tensor.Zeros(DType.F32, 4)));

        Assert.Contains("3 problems", message, StringComparison.Ordinal);
        Assert.Contains("The input 'bias' is missing. It is f32[4].", message, StringComparison.Ordinal);
        Assert.Contains("The input 'scale' is missing.", message, StringComparison.Ordinal);
        Assert.Contains("There is no input 'y'; the inputs are x, bias, alpha, scale.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_dtype_or_rank_is_named()
    {
        Assert.Equal("The input 'x' must be f32[s77, 4], not f64[2, 4].",
            Refused("range_bounds", ("x", Tensor.Zeros(DType.F64, 2, 4))).Replace("s94", "s77", StringComparison.Ordinal));
        Assert.Contains("must be f32[", Refused("range_bounds", ("x", Tensor.Zeros(DType.F32, 8))), StringComparison.Ordinal);
        Assert.Contains("must be a tensor f32[", Refused("range_bounds", ("x", 3L)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_fixed_size_is_named() =>
        Assert.Equal("Dim 1 of the input 'x' must be 4, not 5.", Refused("range_bounds", ("x", Tensor.Zeros(DType.F32, 8, 5))));

    [Fact]
    public void R7_A_size_out_of_range_is_named()
    {
        var message = Refused("range_bounds", ("x", Tensor.Zeros(DType.F32, 33, 4)));

        Assert.Contains("Dim 0 of the input 'x'", message, StringComparison.Ordinal);
        Assert.Contains("is 33; the program was exported for", message, StringComparison.Ordinal);
        Assert.Contains("R7", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_others_determine_is_checked()
    {
        var message = Refused(
            "sizes_derived", ("x", Tensor.Zeros(DType.F32, 3, 3)), ("y", Tensor.Zeros(DType.F32, 6, 3)),
            ("z", Tensor.Zeros(DType.F32, 5, 3)));

        Assert.Contains("Dim 0 of the input 'z' is 5, but s77 + 1 is 4 by the other sizes.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_gives_the_symbol_that_it_is_a_multiple_of()
    {
        using var program = Load("multiple_of");
        var binding = new CallBinding(InterpretedProgram.Of(program, program.Graph).Manifest);
        binding.Bind([Tensor.Zeros(DType.F32, 20, 4)]);

        Assert.Equal(5, Assert.Single(binding.Symbols));
        Assert.Contains("Dim 0 of the input 'x' is 18, which is not of the form 4*s69.",
            Refused("multiple_of", ("x", Tensor.Zeros(DType.F32, 18, 4))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_frozen_input_accepts_only_its_value()
    {
        using var program = Load("constants_in");
        var session = SessionCalls.Start(program, program.Graph);
        var x = Tensor.Zeros(DType.F32, 2, 4);

        session.Run(new Dictionary<string, Value> { ["x"] = x, ["n"] = 2L, ["f"] = 0.5 });
        var e = Assert.Throws<InputException>(() => session.Run(new Dictionary<string, Value> { ["x"] = x, ["n"] = 3L }));
        Assert.Equal("The input 'n' was fixed to 2 when the program was exported and can't be 3; leave it out or export again.", e.Message);
    }

    [Fact]
    public void An_int_input_is_checked_against_the_sizes()
    {
        Assert.Contains("The input 's' is 4, but s72 is 3", Refused("int_input", ("x", Tensor.Zeros(DType.F32, 3, 8)), ("s", 4L)),
            StringComparison.Ordinal);
        Assert.Contains("The input 's' must be an int, not 3.5", Refused("int_input", ("x", Tensor.Zeros(DType.F32, 3, 8)), ("s", 3.5)),
            StringComparison.Ordinal);
    }

    private static string Refused(string name, params (string Name, Value Value)[] inputs)
    {
        using var program = Load(name);
        using var session = SessionCalls.Start(program, program.Graph);
        return Assert.Throws<InputException>(
            () => session.Run(inputs.ToDictionary(i => i.Name, i => i.Value, StringComparer.Ordinal))).Message;
    }

    private static ExportedProgram Load(string name) =>
        ProgramImporter.LoadOwned(Import.Corpus.Program(name), TestOperators.Catalog).Lend();
}
