using Piecewise.Compiler.Clones;
using Piecewise.Compiler.InPlace;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Simplify;

namespace Piecewise.Compiler.Passes;

/// <summary>The middle end's passes: one list, in order, with a reason per line (N6).</summary>
public static class StandardPipeline
{
    /// <summary>A new pipeline.</summary>
    public static PassPipeline Create() => new(
        [
            // Once a unique piece.
            new(new Cleanup(), PassScope.Piece, "what normalization and partition left over is no concern of any pattern"),
            new(new NoOpElimination(), PassScope.Piece, "no pattern has to look through what changes nothing"),
            new(new ScatterSplitReplacement(), PassScope.Piece, "what is scattered and split again is one value to every pattern"),
            new(new SplitCoalescing(), PassScope.Piece, "parts of one split can be told to belong together"),
            new(new CloneElimination(), PassScope.Piece, "a functional piece needs hardly any copy, and no pattern has to look through one"),
            new(new Cleanup(), PassScope.Piece, "scatters that nothing takes any more would count as users"),

            // For each entry.
            new(new NoOpElimination(), PassScope.Entry, "the entry's bounds prove more slices to be the whole"),
            new(new HoistConstants(), PassScope.Entry, "projections that were merged have their weights joined once, not in every call"),
            new(new Lowering(), PassScope.Entry, "from here on every node is something that runs"),
            new(new CloneElimination(), PassScope.Entry, "lowering copies whatever a provider overwrites"),
            new(new Reinplacing(), PassScope.Entry, "what no copy keeps alive any more can be overwritten"),
            new(new Cleanup(), PassScope.Entry, "rewrites leave the old nodes behind"),
        ],
        [
            new("scatter-splits", "coalesce-splits", "it splits the old buffer a second time where it is split already"),
            new("no-ops", "clone-elimination", "a clone of a view that shows everything is taken for one of another layout"),
            new("clone-elimination", "reinplace", "a copy in front of a write is the better tensor to overwrite, so it would stay"),
            new("lower", "reinplace", "the functional dialect has no in-place forms"),
        ]);
}
