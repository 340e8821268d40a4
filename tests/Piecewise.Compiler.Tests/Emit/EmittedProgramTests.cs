using System.Collections.Immutable;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Schedule;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Xunit.Abstractions;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>The pieces of exported programs, called with what the program calls them with, give what the interpreter gives.</summary>
public sealed class EmittedProgramTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(Import.Corpus.Recorded), MemberType = typeof(Import.Corpus))]
    public void Pieces_compute_what_the_interpreter_computes(string path)
    {
        using var program = ProgramImporter.LoadOwned(path, TestOperators.Catalog).Lend();
        using var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors"));
        var split = Splitter.Split(Normalizer.Run(program, TestOperators.Catalog), SplittingOps.Default, TestOperators.Catalog);
        var size = DynamicSize.Of(program, DynamicSize.Candidates(program).FirstOrDefault());
        var lowered = ProgramLowerer.Run(split, size, TestOperators.Catalog,
            new LoweringOptions { Entries = new EntryOptions { RangeEndpoints = [1, 8, 32, 4096] }.Within(size, out _) });
        var captured = new CapturedInputs();
        ProgramVerifier.Run(program, SessionCalls.Start(program, lowered, captured.Interpreter), recorded);
        var pieces = new List<(ScheduledPiece Piece, ImmutableArray<Value> Inputs)>();
        // What draws random numbers gives others each time.
        foreach (var (graph, inputs) in captured.Pieces.Where(
            p => !lowered.Stitches.Contains(p.Graph) && !p.Graph.Nodes.Any(n => n.Operator is { IsRandom: true })
                && HaveTheirLayout(p.Graph, p.Inputs)))
        {
            try
            {
                var options = new EmitOptions
                {
                    ClassName = $"Piece_{pieces.Count}",
                    Tier = InstructionTier.Best,
                    SmallWork = pieces.Count % 2 == 0 ? 0 : long.MaxValue,
                };
                pieces.Add((ScheduledPiece.Emit(Scheduler.Run(graph), options), inputs));
            }
            catch (ScheduleException e)
            {
                output.WriteLine($"@{graph.Name} is interpreted: {e.Message}");
            }
        }
        Report(pieces);
        using var assembly = new PieceAssembly(pieces.Select(p => p.Piece));
        var coarsest = OutputComparison.Coarsest(program);
        foreach (var (piece, inputs) in pieces)
        {
            Check(assembly, piece, inputs, coarsest);
        }
    }

    // A body of scan is interpreted, on slices of any strides.
    private static bool HaveTheirLayout(Graph graph, ImmutableArray<Value> inputs) => graph.Inputs.Zip(inputs).All(
        p => p.First.Type is not TensorType type || !type.Strides.All(s => s.IsConstant)
            || type.Strides.Select(s => s.Constant).SequenceEqual(p.Second.Tensor.Strides.ToArray()));

    private static void Check(PieceAssembly assembly, ScheduledPiece piece, ImmutableArray<Value> inputs, DType? coarsest)
    {
        var graph = piece.Schedule.Graph;
        var (expected, actual) = (CapturedInputs.Copy(inputs), CapturedInputs.Copy(inputs));
        var wanted = new Interpreter().Run(graph, expected);
        var results = PieceExecution.Run(
            assembly, piece, actual, CapturedInputs.Sizes(graph, inputs), ThreeParts.Workers(InstructionTier.Best));
        foreach (var (index, (a, b)) in wanted.Concat(expected).Zip(results.Concat(actual)).Index())
        {
            var problem = a.IsTensor ? OutputComparison.Compare(a.Tensor, b, coarsest, out _) : a == b ? null : $"{b} is not {a}";
            Assert.True(problem is null, $"@{graph.Name}: output or input {index}: {problem}\n{piece.Schedule}\n{piece.Source}");
        }
    }

    private void Report(List<(ScheduledPiece Piece, ImmutableArray<Value>)> pieces)
    {
        var items = pieces.SelectMany(p => p.Piece.Schedule.Items).ToList();
        output.WriteLine(
            $"{pieces.Count} pieces; {items.OfType<LoopKernel>().Sum(k => k.Members.Count)} calls are loops "
            + $"in {items.OfType<LoopKernel>().Count()} kernels; "
            + $"{items.OfType<KernelItem>().Count()} are kernels; {items.OfType<ExternItem>().Count()} are reference calls: "
            + string.Join(", ", items.OfType<ExternItem>().GroupBy(i => i.Node.Operator!.Name).OrderByDescending(g => g.Count())
                .Select(g => $"{g.Key} {g.Count()}")));
    }
}
