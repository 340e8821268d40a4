using System.Collections.Immutable;
using System.Diagnostics;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;

namespace Piecewise.Compiler.Lower;

/// <summary>
/// The middle end: runs the passes on every unique piece, for every entry, and makes a stitch graph per entry that calls the results. Its
/// work on pieces does not depend on how often a piece is called.
/// </summary>
internal sealed class ProgramLowerer
{
    private readonly PartitionResult partition;
    private readonly OperatorCatalog catalog;
    private readonly LoweringOptions options;
    private readonly PassPipeline pipeline;
    private readonly ReplacementCache replacements;
    private readonly RewriteBudget budget;
    private readonly List<PassRecord> records = [];
    private readonly List<LoweredPiece> lowered = [];

    private ProgramLowerer(PartitionResult partition, OperatorCatalog catalog, LoweringOptions options)
    {
        this.partition = partition;
        this.catalog = catalog;
        this.options = options;
        pipeline = options.Pipeline ?? StandardPipeline.Create();
        replacements = options.Replacements ?? new ReplacementCache(catalog);
        budget = new RewriteBudget(options.Passes.StopAfter);
        RequireKnownNames();
    }

    /// <summary>Lowers a split program.</summary>
    /// <param name="partition">The split program; it is not changed.</param>
    /// <param name="size">What its calls are dispatched by.</param>
    /// <param name="catalog">The operators that it was made with.</param>
    /// <param name="options">Entries, passes, providers.</param>
    /// <exception cref="EntryException">The sizes asked for do not fit the program.</exception>
    /// <exception cref="LoweringException">An op can't be lowered.</exception>
    /// <exception cref="UnknownNameException">A pass to switch off, or a provider, does not exist.</exception>
    public static LoweredProgram Run(PartitionResult partition, DynamicSize size, OperatorCatalog catalog, LoweringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(catalog);
        return new ProgramLowerer(partition, catalog, options ?? new LoweringOptions()).Run(size);
    }

    private LoweredProgram Run(DynamicSize size)
    {
        var start = Stopwatch.GetTimestamp();
        var groups = PieceCalls.Group(partition.Stitch, size.Symbol);
        PieceUnderCompilation[] general = [.. groups.Select((g, i) => General(g, i))];
        var plan = EntryPlan.Make(size, options.Entries,
            general.SelectMany(p => pipeline.Steps.SelectMany(s => s.Pass.Endpoints(p.Graph, options.Passes))));
        ImmutableArray<Specializer> specializers = [.. plan.Entries.Select(e => new Specializer(e, catalog))];
        var admitted = specializers.Select(s => general.Select(p => p.Graph).Prepend(partition.Stitch).All(s.Admits)).ToArray();
        if (!admitted.Contains(true))
        {
            throw new EntryException(
                $"No size of {size.Symbol} meets all "
                + $"conditions of the program: {string.Join("; ", partition.Stitch.Shapes.Facts.Take(8))}.");
        }
        plan = plan.Where((_, i) => admitted[i]);
        specializers = [.. specializers.Where((_, i) => admitted[i])];
        for (var entry = 0; entry < plan.Entries.Length; entry++)
        {
            foreach (var piece in general)
            {
                lowered.Add(Lower(piece, plan.Entries[entry], entry, specializers[entry]));
            }
        }
        var passTime = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        var stitcher = new Stitcher(partition, catalog, groups, lowered);
        ImmutableArray<Graph> stitches = [.. plan.Entries.Select((_, i) => stitcher.Stitch(i, specializers[i]))];
        return new LoweredProgram
        {
            Partition = partition,
            Entries = plan,
            Pieces = [.. lowered],
            Stitches = stitches,
            Constants = stitcher.Constants,
            Records = [.. records],
            Rewrites = budget.Taken,
            Replacements = replacements,
            PassTime = passTime,
            StitchTime = Stopwatch.GetElapsedTime(start),
        };
    }

    private PieceUnderCompilation General(PieceCalls group, int index)
    {
        var graph = GraphCopier.Copy(group.Representative.Graph);
        var piece = new PieceUnderCompilation(index, graph, catalog, replacements)
        {
            Constants = Inputs(graph, group.Constants),
            Donated = Inputs(graph, group.Donated),
        };
        pipeline.Run(PassScope.Piece, piece, options.Passes, budget, records);
        return piece;
    }

    private LoweredPiece Lower(PieceUnderCompilation general, CompileEntry entry, int entryIndex, Specializer specializer)
    {
        var graph = specializer.Run(general.Graph);
        var piece = new PieceUnderCompilation(general.UniqueIndex, graph, catalog, replacements)
        {
            Entry = entry,
            Constants = Inputs(graph, Indices(general.Graph, general.Constants)),
            Donated = Inputs(graph, Indices(general.Graph, general.Donated)),
        };
        pipeline.Run(PassScope.Entry, piece, options.Passes, budget, records);
        foreach (var input in piece.Donated)
        {
            // What was overwritten because nobody else holds it must not look to the scheduler as if it might be any other input.
            input.Input = input.Input! with { IsDonated = true };
        }
        return new LoweredPiece(general.UniqueIndex, entryIndex, graph, [.. piece.Folded]);
    }

    private static HashSet<Node> Inputs(Graph graph, IReadOnlySet<int> indices) => [.. graph.Inputs.Where((_, i) => indices.Contains(i))];

    private static HashSet<int> Indices(Graph graph, IReadOnlySet<Node> inputs) =>
        [.. graph.Inputs.Select((n, i) => (n, i)).Where(p => inputs.Contains(p.n)).Select(p => p.i)];

    private void RequireKnownNames()
    {
        foreach (var op in options.Passes.Providers.User.Keys)
        {
            if (!catalog.TryGet($"{Dialect.OpIrNamespace}::{op}.default", out _))
            {
                var ops = catalog.Operators.OfType<OpIrOperator>().Select(o => o.Declaration.Name).Distinct();
                throw new UnknownNameException($"There is no op '{op}'; the ops are {string.Join(", ", ops)}. [I3]");
            }
        }
        foreach (var name in options.Passes.Disabled)
        {
            if (!pipeline.OptionalPasses.Contains(name))
            {
                throw new UnknownNameException(
                    $"There is no optional pass '{name}'; these can be switched off: {string.Join(", ", pipeline.OptionalPasses)}. [N6]");
            }
        }
    }
}
