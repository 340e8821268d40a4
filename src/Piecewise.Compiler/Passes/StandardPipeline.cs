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

            // For each entry.
            new(new HoistConstants(), PassScope.Entry, "projections that were merged have their weights joined once, not in every call"),
            new(new Lowering(), PassScope.Entry, "from here on every node is something that runs"),
            new(new Cleanup(), PassScope.Entry, "rewrites leave the old nodes behind"),
        ],
        []);
}
