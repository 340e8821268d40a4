using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Execute;

/// <summary>
/// What <c>as_strided</c> sees of inputs and buffers, in every form of a program: the storage of an input is its elements, in the layout
/// that it was exported with, wherever the caller's tensor lies; buffers lie in theirs as the file says.
/// </summary>
public sealed class StorageTests
{
    public static TheoryData<RunMode> Modes => new(Enum.GetValues<RunMode>());

    [Theory]
    [MemberData(nameof(Modes))]
    public void An_input_is_its_own_storage(RunMode mode)
    {
        using var program = Program("""
            graph @main imported {
              %x: f32[10] = input "x"
              %s = aten.slice.Tensor(%x, 0, 2)
              %v = aten.as_strided.default(%s, [3], [2], 3)
              %w = aten.neg_.default(%v)
              %y = aten.mul.Scalar(%s, 1)
              output %y
            }
            """);
        var whole = Numbers(20);
        var x = whole.AsStrided([10], [1], 5);

        Assert.Equal([7f, -8, 9, -10, 11, -12, 13, 14], Run(program.StartSession(mode), x));
        Assert.Equal([0f, 1, 2, 3, 4, 5, 6, 7, -8, 9, -10, 11, -12, 13, 14, 15, 16, 17, 18, 19], whole.AsSpan<float>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Positions_count_in_the_layout_that_was_exported(RunMode mode)
    {
        using var program = Program("""
            graph @main imported {
              %x: f32[2, 3; 1, 2] = input "x"
              %v = aten.as_strided.default(%x, [3], [2], 1)
              %y = aten.mul.Scalar(%v, 10)
              output %y
            }
            """);

        Assert.Equal([30f, 40, 50], Run(program.StartSession(mode), Tensor.From([0f, 1, 2, 3, 4, 5], 2, 3)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_buffer_keeps_its_layout_from_call_to_call(RunMode mode)
    {
        using var program = Program("""
            graph @main imported {
              %b: f32[2, 3; 1, 2] = buffer "b"
              %x: f32[3] = input "x"
              %s = aten.select.int(%b, 0, 0)
              %v = aten.as_strided.default(%s, [3], [2], 1)
              %w = aten.add_.Tensor(%v, %x)
              %y = aten.mul.Scalar(%b, 1)
              output %y
            }
            """, ("b", Numbers(6).AsStrided([2, 3], [1, 2], 0)));
        var session = program.StartSession(mode);
        var inputs = new Dictionary<string, Value> { ["x"] = Tensor.From([10f, 20, 30], 3) };
        session.Run(inputs);

        Assert.Equal([0f, 2, 4, 21, 43, 65], session.Run(inputs)[0].Tensor.Contiguous().AsSpan<float>());
        Assert.Equal([0f, 2, 4, 21, 43, 65], session.StateOf("b").Contiguous().AsSpan<float>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Buffers_of_one_storage_are_seen_through_each_other(RunMode mode)
    {
        var whole = Numbers(12);
        using var program = Program("""
            graph @main imported {
              %b: f32[6] = buffer "b"
              %c: f32[2, 3] = buffer "c"
              %x: f32[4] = input "x"
              %v = aten.as_strided.default(%b, [4], [3], 1)
              %w = aten.add_.Tensor(%v, %x)
              %y = aten.mul.Scalar(%c, 1)
              output %y, %w
            }
            """, ("b", whole.AsStrided([6], [1], 0)), ("c", whole.AsStrided([2, 3], [3, 1], 6)));
        var session = program.StartSession(mode);
        var inputs = new Dictionary<string, Value> { ["x"] = Tensor.From([100f, 200, 300, 400], 4) };
        session.Run(inputs);

        Assert.Equal([6f, 607, 8, 9, 810, 11], session.Run(inputs)[0].Tensor.Contiguous().AsSpan<float>());
        Assert.Equal([0f, 201, 2, 3, 404, 5], session.StateOf("b").Contiguous().AsSpan<float>());
        Assert.Equal([6f, 607, 8, 9, 810, 11], session.StateOf("c").Contiguous().AsSpan<float>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_buffer_may_begin_in_the_middle_of_its_storage(RunMode mode)
    {
        using var program = Program("""
            graph @main imported {
              %b: f32[4] = buffer "b"
              %x: f32[2] = input "x"
              %v = aten.as_strided.default(%b, [2], [2], 5)
              %y = aten.add.Tensor(%v, %x)
              output %y
            }
            """, ("b", Numbers(12).AsStrided([4], [1], 4)));

        Assert.Equal([5f, 7], Run(program.StartSession(mode), Tensor.From([0f, 0], 2)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_only_the_size_of_a_call_decides_is_checked_in_the_call(RunMode mode)
    {
        using var program = Program("""
            graph @main imported {
              symbol s0 in [2, 512]
              %x: f32[s0, 2] = input "x"
              %v = aten.as_strided.default(%x, [3], [4], 1)
              %w = aten.neg_.default(%v)
              %y = aten.mul.Scalar(%x, 1)
              output %y
            }
            """);
        var session = program.StartSession(mode);
        var whole = Numbers(20);

        Assert.Equal([0f, -1, 2, 3, 4, -5, 6, 7, 8, -9], Run(session, Numbers(10).View(5, 2)));
        var e = Assert.ThrowsAny<Exception>(() => Run(session, whole.AsStrided([4, 2], [2, 1], 0)));
        Assert.True(e is EvaluationException or CallFailedException or InputException, e.ToString());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)i), whole.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Memory_that_no_input_shows_is_refused()
    {
        using var program = Program("""
            graph @main imported {
              %b: f32[4] = buffer "b"
              %v = aten.as_strided.default(%b, [2], [2], 6)
              output %v
            }
            """, ("b", Numbers(12).AsStrided([4], [1], 4)));

        var e = Assert.Throws<NormalizationException>(() => program.Functional);
        Assert.Contains("it reaches element 4 of 4", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_between_two_buffers_is_refused()
    {
        var whole = Numbers(12);
        using var program = Program("""
            graph @main imported {
              %b: f32[4] = buffer "b"
              %c: f32[4] = buffer "c"
              %v = aten.as_strided.default(%b, [2], [2], 3)
              output %v, %c
            }
            """, ("b", whole.AsStrided([4], [1], 0)), ("c", whole.AsStrided([4], [1], 8)));

        Assert.Contains("is not known", Assert.Throws<NormalizationException>(() => program.Functional).Message, StringComparison.Ordinal);
    }

    private static float[] Run(CompiledSession session, Tensor x) =>
        session.Run(new Dictionary<string, Value> { ["x"] = x })[0].Tensor.Contiguous().AsSpan<float>().ToArray();

    private static Tensor Numbers(int count) => Tensor.From([.. Enumerable.Range(0, count).Select(i => (float)i)], count);

    private static PreparedProgram Program(string text, params ReadOnlySpan<(string Name, Tensor Value)> state)
    {
        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, value) in state)
        {
            values.Add(name, value);
        }
        var program = ExportedProgram.OfTrace(GraphParser.Parse(text, TestOperators.Catalog), values);
        return new PreparedProgram(program, new CompileOptions { Catalog = TestOperators.Catalog });
    }
}
