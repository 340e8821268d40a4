using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;
using Tensor = Piecewise.Tensors.Tensor;

namespace Piecewise.Compiler.Tests.Lifetime;

/// <summary>Inputs that share memory with what a call writes: results and buffers that are passed back, one tensor in two places.</summary>
public sealed class SharedInputTests
{
    private static readonly string Flip = Path.Combine(Repository.Root, "tests", "fixtures", "hostile", "al_flip.pt2");

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task A_result_that_is_passed_back_is_read_as_it_was(int size)
    {
        using var model = await CompiledModel.LoadAsync(Flip);
        using var session = model.StartSession();
        var x = new float[size];
        for (var i = 0; i < size; i++)
        {
            x[i] = i;
        }
        session.Run(Tensor.From(x, size));
        for (var call = 1; call < 4; call++)
        {
            x = Next(x);
            Assert.Equal(x, Numbers(session.Output(0)));
            session.Run(session.Output(0));
        }
        Assert.Equal(Next(x), Numbers(session.Output(0)));
    }

    [Fact]
    public async Task So_is_one_that_is_set_or_lies_in_part_of_the_memory()
    {
        using var model = await CompiledModel.LoadAsync(Flip);
        using var session = model.StartSession();
        session.Run(Tensor.From([1f, 2, 3, 4, 5], 5));
        session.SetInput(0, session.Output(0));
        session.Run();
        Assert.Equal([3f, 4, 5, 6, 7], Numbers(session.Output(0)));
        // Every other element, from the second on.
        var result = session.Output(0).Tensor!;
        session.Run(result.AsStrided([2], [2], result.Offset + 1));
        Assert.Equal([7f, 5], Numbers(session.Output(0)));
        session.SetInput(0, session.OutputSpan<float>(0));
        session.Run();
        Assert.Equal([6f, 8], Numbers(session.Output(0)));
    }

    [Fact]
    public async Task A_result_that_is_the_session_s_own_input_is_set_in_another_order()
    {
        using var model = await CompiledModel.LoadAsync(Program("alias_outputs"));
        using var session = model.StartSession();
        float[] x = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        session.SetInput(0, new ReadOnlyTensorSpan<float>(x, [4, 4]));
        session.Run();
        // The first result is the input itself; now its columns are to be its rows.
        var own = session.OutputSpan<float>(0);
        session.SetInput(0, new ReadOnlyTensorSpan<float>(MemoryMarshal.CreateReadOnlySpan(in own.GetPinnableReference(), 16), [4, 4],
            [1, 4]));
        session.Run();
        var result = Numbers(session.Output(0));
        Assert.Equal(x.Select((_, i) => (float)((i % 4 * 4) + (i / 4))), result);
    }

    [Fact]
    public async Task A_result_in_other_strides_than_the_program_wants_is_not_written_either()
    {
        // The third result is the diagonal of the first input's new value: the program writes its second input, which is to be contiguous.
        using var model = await CompiledModel.LoadAsync(Program("input_views"));
        using var session = model.StartSession();
        Tensor X() => Tensor.From([.. Enumerable.Range(0, 16).Select(i => (float)i)], 4, 4);
        session.Run(X(), Tensor.From([1f, 2, 3, 4], 4));
        var index = Enumerable.Range(0, session.OutputCount).Single(i => session.Output(i).Tensor is { Rank: 1 } t && t.Strides[0] == 5);
        var error = Assert.Throws<InputException>(() => session.Run(X(), session.Output(index)));
        Assert.Contains("pass a copy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_of_another_session_are_read_in_place()
    {
        using var model = await CompiledModel.LoadAsync(Flip);
        using var session = model.StartSession();
        using var other = model.StartSession();
        session.Run(Tensor.From([1f, 2, 3], 3));
        other.Run(session.Output(0));
        Assert.Equal([3f, 4, 5], Numbers(other.Output(0)));
        Assert.Equal([4f, 3, 2], Numbers(session.Output(0)));
    }

    [Theory]
    [InlineData(RunMode.Imported)]
    [InlineData(RunMode.Interpret)]
    [InlineData(RunMode.Split)]
    [InlineData(RunMode.Lowered)]
    [InlineData(RunMode.Compiled)]
    public void An_input_that_is_written_shares_no_memory_with_another(RunMode mode)
    {
        using var program = PreparedProgram.Load(Program("input_mutation"));
        var session = program.StartSession(mode);
        var memory = Tensor.Zeros(DType.F32, 16);
        var x = memory.AsStrided([3, 4], [4, 1], 0);

        foreach (var offset in new long[] { 0, 8, 11 })
        {
            var refused = Assert.Throws<InputException>(() => Run(x, memory.AsStrided([4], [1], offset)));
            Assert.Contains("'x'", refused.Message, StringComparison.Ordinal);
            Assert.Contains("'y'", refused.Message, StringComparison.Ordinal);
        }
        // After it, and between its rows.
        Run(x, memory.AsStrided([4], [1], 12));
        var wide = Tensor.Zeros(DType.F32, 3, 8);
        Run(wide.AsStrided([3, 4], [8, 1], 0), wide.AsStrided([4], [1], 12));
        Assert.Contains("several places", Assert.Throws<InputException>(() => Run(memory.AsStrided([3, 4], [0, 1], 0),
            Tensor.Zeros(DType.F32, 4))).Message, StringComparison.Ordinal);

        void Run(Tensor x, Tensor y) => session.Run(new Dictionary<string, Value> { ["x"] = x, ["y"] = y });
    }

    [Fact]
    public void A_result_that_is_passed_back_as_what_is_written_is_refused()
    {
        using var program = PreparedProgram.Load(Program("input_mutation"));
        using var session = program.Compilation.Program.StartSession();
        session.Run(Tensor.From([0f, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], 3, 4), Tensor.From([1f, 2, 3, 4], 4));
        var result = session.Output(1).Tensor!;

        var refused = Assert.Throws<InputException>(() => session.Run(result.View(3, 4), Tensor.From([1f, 2, 3, 4], 4)));
        Assert.Contains("'x'", refused.Message, StringComparison.Ordinal);
        session.Run(result.View(3, 4).Clone(), Tensor.From([1f, 2, 3, 4], 4));
        // As what is read it is copied.
        session.Run(Tensor.Zeros(DType.F32, 3, 4), session.Output(1).Tensor!.AsStrided([4], [1], session.Output(1).Tensor!.Offset));
        Assert.Equal(2, session.OutputCount);
    }

    [Theory]
    [InlineData(RunMode.Interpret)]
    [InlineData(RunMode.Lowered)]
    [InlineData(RunMode.Compiled)]
    public void A_buffer_that_is_passed_back_is_read_as_it_was(RunMode mode)
    {
        using var program = PreparedProgram.Load(Program("buffer_counter"));
        var session = program.StartSession(mode);
        session.Run(new Dictionary<string, Value> { ["x"] = Tensor.From([1f, 2, 3, 4], 4) });
        var before = session.StateOf("total").Clone().AsSpan<float>().ToArray();
        var result = session.Run(new Dictionary<string, Value> { ["x"] = session.StateOf("total") })[0].Tensor;

        Assert.Equal(before.Select(b => 4 * b), result.AsSpan<float>().ToArray());
        Assert.Equal(before.Select(b => 2 * b), session.StateOf("total").Clone().AsSpan<float>().ToArray());
    }

    [Fact]
    public async Task A_call_that_copies_nothing_allocates_nothing()
    {
        using var model = await CompiledModel.LoadAsync(Flip);
        using var session = model.StartSession();
        CallValue[] inputs = [Tensor.From([1f, 2, 3], 3)];
        for (var i = 0; i < 100; i++)
        {
            session.Run(inputs);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            session.Run(inputs);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Next(float[] x) => [.. x.Reverse().Select(v => v + 1)];

    private static float[] Numbers(CallValue value) => value.Tensor!.Clone().AsSpan<float>().ToArray();

    private static string Program(string name) => Path.Combine(Repository.Root, "tests", "fixtures", "corpus", "programs", $"{name}.pt2");
}
