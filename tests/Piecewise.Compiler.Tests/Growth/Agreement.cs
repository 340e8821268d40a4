using Piecewise.Compiler.Tests.Emit;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Growth;

/// <summary>Whether a program computes the same as compiled code and node by node.</summary>
internal static class Agreement
{
    public static PreparedProgram Prepare(byte[] content)
    {
        var archive = Pt2Archive.Open(content, "grown.pt2");
        return new PreparedProgram(ProgramImporter.Import(archive, Pt2Model.Read(archive), TestOperators.Catalog),
            new CompileOptions { Catalog = TestOperators.Catalog });
    }

    public static void Check(PreparedProgram program, string what, int calls = 2)
    {
        var graph = program.Program.Graph;
        var (reference, compiled) = (program.StartSession(RunMode.Interpret), program.StartSession(RunMode.Compiled));
        for (var call = 0; call < calls; call++)
        {
            // The larger call first: it leaves more behind.
            var sizes = Sizes(graph.Shapes, call, call == 0 ? 20 : 6);
            var inputs = graph.Inputs.Zip(RandomInputs.For(graph, sizes, call)).Where(p => p.First.Input!.Kind == InputKind.User)
                .ToDictionary(p => p.First.Input!.Target, p => p.Second, StringComparer.Ordinal);
            var (expected, actual) = (reference.Run(inputs), compiled.Run(inputs));
            Assert.Equal(expected.Length, actual.Length);
            for (var i = 0; i < expected.Length; i++)
            {
                // What sums cancel to is rounding of the size of what was summed: about that of the largest element.
                var largest = expected[i].IsTensor ? Cast.To(expected[i].Tensor, DType.F64).Contiguous().AsSpan<double>().ToArray()
                    .Select(Math.Abs).DefaultIfEmpty().Max() : 0;
                var problem = Exactness.Distance(expected[i], actual[i], isExact: false, Math.Max(1, largest));
                Assert.True(problem is null, $"{what}, call {call}, output {i}: {problem}");
            }
        }
    }

    private static IReadOnlyDictionary<string, long> Sizes(ShapeEnvironment shapes, int seed, int max)
    {
        try
        {
            return RandomInputs.Sizes(shapes, seed, max);
        }
        catch (InvalidOperationException)
        {
            // Conditions that random sizes hardly meet, as many equal ones.
            var equal = shapes.Symbols.ToDictionary(s => s.Key, _ => (long)max);
            Assert.All(shapes.Facts, f => Assert.True(f.Evaluate(equal)));
            return equal;
        }
    }
}
