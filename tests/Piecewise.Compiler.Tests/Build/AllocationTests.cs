using System.Numerics.Tensors;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;
using Tensor = Piecewise.Tensors.Tensor;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>
/// After the first call of an entry, calls allocate nothing: neither on the managed heap nor in the arena. Inputs and outputs as spans.
/// </summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("llama.flat.pt2", "generated")]
    [InlineData("llama.flat-bf16.pt2", "generated")]
    [InlineData("llama.flat.pt2", "direct")]
    [InlineData("llama.flat-bf16.pt2", "direct")]
    public void Calls_allocate_nothing(string name, string backend)
    {
        var path = ((IEnumerable<object[]>)Import.Corpus.Archives()).Select(row => (string)row[0]).First(f => Path.GetFileName(f) == name);
        using var program = PreparedProgram.Load(path, new CompileOptions
        {
            Catalog = TestOperators.Catalog,
            Backend = backend,
            Lowering = new LoweringOptions { Entries = new EntryOptions { RangeEndpoints = [8], Sizes = [1] } },
        });
        var compilation = program.Compilation;
        Assert.Empty(compilation.Plan.ReferenceCalls.SelectMany(c => c));
        Assert.Empty(compilation.Plan.Interpreted);
        Assert.Equal(backend, compilation.Backend);
        using var session = compilation.Program.StartSession(new SessionOptions { Workers = Workers.Alone });
        foreach (var size in new long[] { 1, 5, 20 })
        {
            CallValue[] inputs =
                [.. compilation.Program.Manifest.Inputs.Select(
                    i => (CallValue)Tensor.From(Enumerable.Range(0, (int)size).Select(n => (long)n).ToArray(), size))];
            session.Run(inputs);
            session.Run(inputs);
            var arena = session.ArenaLength;
            // What a call allocates, 1,000 calls allocate in every round. What the runtime allocates once does not repeat: a table of
            // handles when it compiles a method anew, a fresh allocation context after a collection.
            var allocated = long.MaxValue;
            for (var round = 0; round < 5 && allocated > 0; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 1000; i++)
                {
                    session.Run(inputs);
                }
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            Assert.Equal(0, allocated);
            Assert.Equal(arena, session.ArenaLength);
        }
    }

    [Fact]
    public void Spans_of_the_base_library_go_in_and_out()
    {
        var path = ((IEnumerable<object[]>)Import.Corpus.Archives()).Select(row => (string)row[0])
            .First(f => Path.GetFileName(f) == "llama.flat.pt2");
        using var program = PreparedProgram.Load(path, new CompileOptions { Catalog = TestOperators.Catalog });
        using var session = program.Compilation.Program.StartSession();
        var ids = new long[] { 5, 6, 7 };
        session.SetInput(0, new ReadOnlyTensorSpan<long>(ids));
        session.SetInput(1, new ReadOnlyTensorSpan<long>([0, 1, 2]));
        session.Run();
        var logits = session.OutputSpan<float>(0);
        Assert.Equal(3, logits.Lengths[0]);
        var copy = new float[logits.FlattenedLength];
        Assert.Equal(copy.Length, session.CopyOutput<float>(0, copy));
        var flat = new float[copy.Length];
        logits.FlattenTo(flat);
        Assert.Equal(copy, flat);
        session.Run([Tensor.From(ids, 3), Tensor.From([0L, 1, 2], 3)]);
        Assert.Equal(copy, session.Output(0).Tensor!.Clone().AsSpan<float>().ToArray());
        var error = Assert.Throws<ArgumentException>(() => session.SetInput(0, new ReadOnlyTensorSpan<float>([1f])));
        Assert.Contains("input_ids", error.Message, StringComparison.Ordinal);
    }
}
