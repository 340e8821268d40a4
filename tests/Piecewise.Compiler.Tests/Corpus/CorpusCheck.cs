using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests;

/// <summary>
/// Everything that must hold of one exported program with PyTorch's own outputs beside it: it imports, its types are ours (F5), the
/// imported, the functional (F3) and the split program (P13) give PyTorch's outputs, every graph verifies (G3) and reads back from its text
/// (G2).
/// </summary>
internal sealed class CorpusCheck
{
    // The seed that cases are recorded with.
    private static readonly SessionOptions Seeded = new() { Seed = 0 };

    private readonly OperatorCatalog catalog;
    private readonly List<string> faults = [];

    private CorpusCheck(OperatorCatalog catalog) => this.catalog = catalog;

    /// <summary>What is wrong; empty where nothing is.</summary>
    public static ImmutableArray<string> Run(string path, OperatorCatalog catalog)
    {
        var check = new CorpusCheck(catalog);
        check.Check(path);
        return [.. check.faults];
    }

    private void Check(string path)
    {
        ExportedProgram program;
        try
        {
            program = ProgramImporter.LoadOwned(path, catalog).Lend();
        }
        catch (Pt2FormatException e)
        {
            faults.Add($"import: {e.Message}");
            return;
        }
        using (program)
        using (var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors")))
        {
            CheckGraph("imported", program.Graph);
            CheckCases("imported", program, recorded, SessionCalls.Start(program, program.Graph));
            if (Functional(program) is not { } functional)
            {
                return;
            }
            CheckGraph("functional", functional);
            var unsplit = CheckCases("functional", program, recorded, SessionCalls.Start(program, functional));
            var split = Splitter.Split(functional, SplittingOps.Default, catalog);
            CheckGraph("stitch", split.Stitch);
            var stitched = CheckCases("split", program, recorded, InterpretedProgram.Of(program, split).StartSession(Seeded));
            CheckEqual(unsplit, stitched);
            // A program with several dynamic sizes is dispatched by each of them in turn.
            foreach (var symbol in DynamicSize.Candidates(program).DefaultIfEmpty())
            {
                CheckLowered(program, split, recorded, symbol);
            }
        }
    }

    // Every entry of the endpoints that the program's range allows; the recorded cases fall into several of them.
    private void CheckLowered(ExportedProgram program, PartitionResult split, SafetensorsFile recorded, string? symbol)
    {
        var size = DynamicSize.Of(program, symbol);
        var options = new LoweringOptions
        {
            Entries = new EntryOptions { RangeEndpoints = [1, 8, 32, 4096] }.Within(size, out _),
            Passes = new PassSettings { Verify = true },
        };
        try
        {
            var lowered = ProgramLowerer.Run(split, size, catalog, options);
            foreach (var stitch in lowered.Stitches)
            {
                CheckGraph("lowered stitch", stitch);
            }
            CheckCases("lowered", program, recorded, SessionCalls.Start(program, lowered));
            CheckCases("compiled", program, recorded, ProgramCompiler.Run(program, lowered).Program.StartSession(Seeded));
            var direct = ProgramCompiler.Run(program, lowered, new CodeOptions { Backend = "direct" });
            CheckCases("direct", program, recorded, direct.Program.StartSession(Seeded));
        }
        catch (Exception e) when (e is VerificationException or LoweringException or EvaluationException)
        {
            faults.Add($"lowering: {e.Message}");
        }
    }

    private Graph? Functional(ExportedProgram program)
    {
        try
        {
            return Normalizer.Run(program, catalog);
        }
        catch (NormalizationException e)
        {
            faults.Add($"functionalization: {e.Message}");
            return null;
        }
    }

    private void CheckGraph(string stage, Graph graph)
    {
        faults.AddRange(GraphVerifier.Verify(graph).Select(v => $"{stage} graph: {v}"));
        try
        {
            RoundTrip.Check(graph, catalog);
        }
        catch (Exception e) when (e is InvalidOperationException or GraphFormatException)
        {
            faults.Add($"{stage} graph: {e.Message}");
        }
    }

    private ImmutableArray<VerifiedCase> CheckCases(string mode, ExportedProgram program, SafetensorsFile recorded, CompiledSession session)
    {
        var cases = ProgramVerifier.Run(program, session, recorded);
        faults.AddRange(cases.Where(c => !c.Ok).Select(c => $"{mode} run, case {c.Case}: {c.Problem}"));
        if (cases.IsEmpty)
        {
            faults.Add("no case is recorded");
        }
        return cases;
    }

    private void CheckEqual(ImmutableArray<VerifiedCase> unsplit, ImmutableArray<VerifiedCase> split)
    {
        foreach (var (whole, parts) in unsplit.Zip(split).Where(p => p.First.Ok && p.Second.Ok))
        {
            for (var i = 0; i < whole.Outputs.Length; i++)
            {
                if (!BitwiseEquality.AreEqual(whole.Outputs[i], parts.Outputs[i]))
                {
                    faults.Add($"P13: case {whole.Case}: output {i} of the split program differs from the unsplit one's");
                }
            }
        }
    }
}
