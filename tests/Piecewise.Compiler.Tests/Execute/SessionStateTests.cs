using Piecewise.Compiler.Build;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Execute;

/// <summary>
/// State across calls, in every form of a program: sessions are independent, writes reach the caller and every name of a buffer.
/// </summary>
public sealed class SessionStateTests
{
    public static TheoryData<string> Forms => ["imported", "functional", "split"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Sessions_do_not_see_each_other(string form)
    {
        using var program = Load("buffer_counter");
        var (first, second) = (Session(program, form), Session(program, form));
        var inputs = SomeInputs(program);
        var before = first.Run(inputs);
        first.Run(inputs);
        first.Run(inputs);

        Assert.Equal(before.Length, second.Run(inputs).Length);
        Assert.All(before.Zip(Session(program, form).Run(inputs)), p => Assert.True(BitwiseEquality.AreEqual(p.First, p.Second)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_refused_call_changes_nothing(string form)
    {
        using var program = Load("buffer_counter");
        var (session, untouched) = (Session(program, form), Session(program, form));
        Assert.Throws<InputException>(() => session.Run(new Dictionary<string, Value>()));

        Assert.All(program.State.Keys, name => Assert.True(BitwiseEquality.AreEqual(untouched.StateOf(name), session.StateOf(name))));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_caller_sees_what_is_written_into_an_input(string form)
    {
        using var program = Load("input_mutation");
        var x = Tensor.From([0f, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], 3, 4);
        Session(program, form).Run(new Dictionary<string, Value> { ["x"] = x, ["y"] = Tensor.From([1f, 2, 3, 4], 4) });

        // x += 1; x[0] *= y; at most 2.
        Assert.Equal([1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2], x.AsSpan<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_strided_input_is_written_in_place(string form)
    {
        using var program = Load("input_mutation");
        var whole = Tensor.Zeros(DType.F32, 4, 3);
        var x = whole.AsStrided([3, 4], [1, 3], 0);
        Session(program, form).Run(new Dictionary<string, Value> { ["x"] = x, ["y"] = Tensor.From([1f, 2, 3, 4], 4) });

        Assert.Equal([1, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1], whole.AsSpan<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Read_only_memory_is_refused_before_anything_runs(string form)
    {
        using var program = Load("input_mutation");
        var readOnly = ReadOnly(Tensor.Zeros(DType.F32, 3, 4));
        var session = Session(program, form);

        var e = Assert.Throws<InputException>(
            () => session.Run(new Dictionary<string, Value> { ["x"] = readOnly, ["y"] = Tensor.Zeros(DType.F32, 4) }));
        Assert.Contains("writes its input 'x', which lies in read-only memory", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_one_tensor_stay_one_tensor()
    {
        var path = Path.Combine(Import.Corpus.Fixtures, "models", "llama.static.pt2");
        using var program = ProgramImporter.LoadOwned(path, TestOperators.Catalog).Lend();
        using var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors"));
        var session = Session(program, "functional");
        session.Run(ProgramVerifier.InputsOf(recorded, ProgramVerifier.CaseNames(recorded).First()));

        Assert.False(BitwiseEquality.AreEqual(program.State["key_cache_0"], session.StateOf("key_cache_0")));
        var twins = program.State.Where(s => SharedMemory.IsSame(s.Value, program.State["key_cache_0"])).Select(s => s.Key).ToList();
        Assert.True(twins.Count > 1);
        Assert.All(twins, name => Assert.True(BitwiseEquality.AreEqual(session.StateOf("key_cache_0"), session.StateOf(name))));
    }

    private static unsafe Tensor ReadOnly(Tensor tensor) =>
        new(Storage.Borrow(tensor, tensor.Pointer, tensor.Storage.ByteLength, isReadOnly: true), tensor.DType, tensor.Shape,
            tensor.Strides, 0);

    private static Dictionary<string, Value> SomeInputs(ExportedProgram program)
    {
        var shapes = program.Graph.Shapes;
        var sizes = shapes.Symbols.ToDictionary(s => s.Key, s => Math.Max(s.Value.Min ?? 2, 2), StringComparer.Ordinal);
        return program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User).ToDictionary(
            i => i.Input!.Target,
            i => (Value)Tensor.Zeros(((TensorType)i.Type).DType, [.. ((TensorType)i.Type).Shape.Select(s => s.Evaluate(sizes))]),
            StringComparer.Ordinal);
    }

    private static CompiledSession Session(ExportedProgram program, string form) => form switch
    {
        "imported" => SessionCalls.Start(program, program.Graph),
        "functional" => SessionCalls.Start(program, Normalizer.Run(program, TestOperators.Catalog)),
        _ => InterpretedProgram.Of(
            program, Splitter.Split(Normalizer.Run(program, TestOperators.Catalog), new SplittingOps("aten::add"), TestOperators.Catalog))
            .StartSession(),
    };

    private static ExportedProgram Load(string name) =>
        ProgramImporter.LoadOwned(Import.Corpus.Program(name), TestOperators.Catalog).Lend();
}
