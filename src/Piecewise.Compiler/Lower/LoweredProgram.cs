using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Lower;

/// <summary>One version of a unique piece: what runs for the sizes of one entry.</summary>
/// <param name="UniqueIndex">Number of the unique piece.</param>
/// <param name="Entry">Number of the entry.</param>
/// <param name="Graph">The lowered graph; inputs are those of the piece and, after them, the folded constants.</param>
/// <param name="Folded">What the inputs after the piece's own are.</param>
internal sealed record LoweredPiece(int UniqueIndex, int Entry, Graph Graph, ImmutableArray<FoldedConstant> Folded);

/// <summary>A constant of one place in the program: computed at load from weights.</summary>
/// <param name="Name">What the stitch graphs call it.</param>
/// <param name="Recipe">One output.</param>
/// <param name="Weights">Names of the weights that the recipe takes, in order.</param>
internal sealed record LoadedConstant(string Name, Graph Recipe, ImmutableArray<string> Weights);

/// <summary>What the middle end makes of a split program: every piece lowered for every entry, and a stitch graph per entry.</summary>
internal sealed class LoweredProgram
{
    // Bytes of joined weights and the like that lie about until a collection, which comes late where little else is allocated.
    private const long MostIntermediates = 128 << 20;

    internal LoweredProgram()
    {
    }

    /// <summary>The split program that this was made of.</summary>
    public required PartitionResult Partition { get; init; }

    /// <summary>The entries and how calls find theirs.</summary>
    public required EntryPlan Entries { get; init; }

    /// <summary>Every (unique piece, entry).</summary>
    public required ImmutableArray<LoweredPiece> Pieces { get; init; }

    /// <summary>By entry: the graph that calls the lowered pieces.</summary>
    public required ImmutableArray<Graph> Stitches { get; init; }

    /// <summary>What is computed from weights when the program is loaded.</summary>
    public required ImmutableArray<LoadedConstant> Constants { get; init; }

    /// <summary>What each pass did, by piece and entry, in the order in which they ran.</summary>
    public required ImmutableArray<PassRecord> Records { get; init; }

    /// <summary>How many optional rewrites were done.</summary>
    public required long Rewrites { get; init; }

    /// <summary>The traced implementations that were used.</summary>
    public required ReplacementCache Replacements { get; init; }

    /// <summary>Time of the passes over all unique pieces and entries, without partition and stitching.</summary>
    public required TimeSpan PassTime { get; init; }

    /// <summary>Time that making the stitch graphs took.</summary>
    public required TimeSpan StitchTime { get; init; }

    /// <summary>The lowered version of a unique piece for an entry.</summary>
    public LoweredPiece Piece(int uniqueIndex, int entry) => Pieces.First(p => p.UniqueIndex == uniqueIndex && p.Entry == entry);

    /// <summary>Computes the constants from a program's weights.</summary>
    /// <param name="state">The weights by name.</param>
    /// <param name="team">Who computes what many threads can.</param>
    /// <exception cref="Pt2FormatException">The weights are not what the program needs.</exception>
    public IReadOnlyDictionary<string, Tensor> LoadConstants(IReadOnlyDictionary<string, Tensor> state, IWorkTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        var interpreter = new Interpreter().With(team);
        var constants = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var held = GC.GetTotalMemory(forceFullCollection: false);
        foreach (var constant in Constants)
        {
            try
            {
                constants.Add(
                    constant.Name, interpreter.Run(constant.Recipe, [.. constant.Weights.Select(w => (Value)state[w])])[0].Tensor);
            }
            catch (EvaluationException e) when (e.InnerException is not InsufficientMemoryException)
            {
                throw new Pt2FormatException(
                    "The program", "F2", $"what it computes from its weights alone fails in every call: {e.Message}");
            }
            // One form of each weight is in memory: what a call reads of the exported ones all the same comes back from the file.
            foreach (var weight in constant.Weights)
            {
                state[weight].Forget();
            }
            held += constants[constant.Name].Storage.ByteLength;
            if (GC.GetTotalMemory(forceFullCollection: false) > held + MostIntermediates)
            {
                GC.Collect();
            }
        }
        return constants;
    }
}
