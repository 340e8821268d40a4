using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>After the first call of an entry, calls allocate nothing: neither on the managed heap nor in the arena.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("llama.flat.pt2")]
    [InlineData("llama.flat-bf16.pt2")]
    public void Calls_allocate_nothing(string name)
    {
        var path = ((IEnumerable<object[]>)Import.Corpus.Archives()).Select(row => (string)row[0]).First(f => Path.GetFileName(f) == name);
        using var program = PreparedProgram.Load(path, new PrepareOptions
        {
            Catalog = TestOperators.Catalog,
            Lowering = new LoweringOptions { Entries = new EntryOptions { RangeEndpoints = [8], Sizes = [1] } },
        });
        var compilation = program.Compilation;
        Assert.Empty(compilation.Pieces.SelectMany(p => p.ReferenceCalls));
        Assert.Empty(compilation.Plan.Interpreted);
        using var session = compilation.Program.StartSession(new SessionOptions { Workers = Workers.Alone });
        foreach (var size in new long[] { 1, 5, 20 })
        {
            CallValue[] inputs = [.. compilation.Program.Manifest.Inputs.Select(i => (CallValue)Tensor.From(Enumerable.Range(0, (int)size).Select(n => (long)n).ToArray(), size))];
            session.Run(inputs);
            session.Run(inputs);
            var (before, arena) = (GC.GetAllocatedBytesForCurrentThread(), session.ArenaLength);
            for (var i = 0; i < 1000; i++)
            {
                session.Run(inputs);
            }
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(arena, session.ArenaLength);
        }
    }
}
