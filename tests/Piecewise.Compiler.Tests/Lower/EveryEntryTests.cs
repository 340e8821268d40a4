using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Lower;

/// <summary>
/// Language models at sizes in every entry, recorded or not: the lowered program gives what the functional graph gives, and so does its
/// code.
/// </summary>
public sealed class EveryEntryTests
{
    public static TheoryData<string> Models =>
        [.. ((IEnumerable<object[]>)Import.Corpus.Archives()).Select(row => (string)row[0])
            .Where(f => Path.GetFileName(f).Contains(".flat", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Models))]
    public void R4_each_entry_gives_the_interpreters_outputs(string path)
    {
        using var program = PreparedProgram.Load(path, new CompileOptions
        {
            Catalog = TestOperators.Catalog,
            ClipSizes = true,
            Lowering = new LoweringOptions { Entries = new EntryOptions { RangeEndpoints = [1, 8, 32, 4096], Sizes = [20] } },
        });
        var (functional, lowered, compiled) =
            (program.StartSession(RunMode.Interpret), program.StartSession(RunMode.Lowered), program.StartSession(RunMode.Compiled));
        var served = new HashSet<int>();
        foreach (var size in new long[] { 1, 2, 8, 9, 20, 32, 33, 40 })
        {
            served.Add(program.Lowered.Entries.Dispatch.Find(size));
            var inputs = Inputs(size);
            var expected = functional.Run(inputs);
            foreach (var actual in new[] { lowered.Run(inputs), compiled.Run(inputs) })
            {
                Assert.All(expected.Zip(actual), pair => Assert.Null(
                    OutputComparison.Compare(pair.First.Tensor, pair.Second, OutputComparison.Coarsest(program.Program), out _)));
            }
        }
        Assert.Equal(program.Lowered.Entries.Entries.Length, served.Count);
    }

    private static ImmutableDictionary<string, Value> Inputs(long size)
    {
        var random = new Random((int)size);
        return ImmutableDictionary<string, Value>.Empty
            .Add("input_ids", Tensor.From(Enumerable.Range(0, (int)size).Select(_ => random.NextInt64(0, 128)).ToArray(), size))
            .Add("positions", Tensor.From(Enumerable.Range(0, (int)size).Select(i => (long)i).ToArray(), size));
    }
}
