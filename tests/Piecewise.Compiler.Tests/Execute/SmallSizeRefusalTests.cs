using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Execute;

/// <summary>
/// Sizes of 0 and 1 where the file says [2, inf): what a call is told for which an operator would make something else than was exported.
/// </summary>
public sealed class SmallSizeRefusalTests
{
    public static TheoryData<RunMode> Modes => new(RunMode.Imported, RunMode.Compiled);

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_dim_that_squeeze_would_drop_is_refused(RunMode mode)
    {
        using var program = Load("squeeze_dynamic");
        var session = program.StartSession(mode);

        var refused = Refused(session, Tensor.Zeros(DType.F32, 1, 1, 4));
        Assert.Contains("s77 != 1", refused, StringComparison.Ordinal);
        Assert.Contains("aten.squeeze.default ('squeeze' at", refused, StringComparison.Ordinal);
        Assert.Equal([0L, 4], session.Run(Call(Tensor.Zeros(DType.F32, 0, 1, 4)))[0].Tensor.Shape.ToArray());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_guard_of_the_file_holds_on(RunMode mode)
    {
        using var program = Load("last_of_dynamic");

        Assert.Contains("s77 != 2", Refused(program.StartSession(mode), Tensor.Zeros(DType.F32, 2, 4)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_program_whose_writes_need_sizes_of_two_is_kept_to_them(RunMode mode)
    {
        // Of one column, contiguous() of the transposed is no copy: PyTorch's program changes its input then.
        using var program = Load("copy_of_dynamic");
        var session = program.StartSession(RunMode.Interpret);
        Assert.Equal(2, session.Run(Call(Tensor.Zeros(DType.F32, 2, 4)))[0].Tensor.Rank);

        Assert.Contains("Dim 0 of the input 'x' (s77) is 1; the program was exported for [2, inf).",
            Refused(program.StartSession(mode), Tensor.Zeros(DType.F32, 1, 4)), StringComparison.Ordinal);
    }

    [Fact]
    public void Compiled_code_names_the_dim_and_the_range()
    {
        using var program = Load("range_bounds");
        using var session = program.Compilation.Program.StartSession(new SessionOptions());
        var message = Assert.Throws<InputException>(() => session.Run(Tensor.Zeros(DType.F32, 33, 4))).Message;

        Assert.Matches(
            """Dim 0 of the input 'x' \(s\d+\) is 33; the program was exported for \[\d+, 32\]\. For other sizes """
            + """export it with dynamic_shapes that hold them, such as torch\.export\.Dim\("s\d+", max=33\)\.""",
            message);
    }

    [Fact]
    public void A_size_that_another_is_divided_by_is_refused_if_it_is_0()
    {
        using var program = Load("divided_by_dynamic");
        using var session = program.Compilation.Program.StartSession(new SessionOptions());
        var message = Assert.Throws<InputException>(() => session.Run(Tensor.Zeros(DType.F32, 6), Tensor.Zeros(DType.F32, 0))).Message;

        Assert.Contains("dim 0 of the input 'y' is 0", message, StringComparison.Ordinal);
        Assert.Throws<InputException>(
            () => program.StartSession(RunMode.Compiled)
                .Run(new Dictionary<string, Value> { ["x"] = Tensor.Zeros(DType.F32, 6), ["y"] = Tensor.Zeros(DType.F32, 0) }));
    }

    private static PreparedProgram Load(string name) =>
        PreparedProgram.Load(Import.Corpus.Program(name), new CompileOptions { Catalog = TestOperators.Catalog });

    private static Dictionary<string, Value> Call(Tensor x) => new() { ["x"] = x };

    private static string Refused(CompiledSession session, Tensor x) => Assert.Throws<InputException>(() => session.Run(Call(x))).Message;
}
