using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Emit;

/// <summary>What the text of a piece depends on besides its schedule.</summary>
internal sealed record EmitOptions
{
    /// <summary>Name of the class.</summary>
    public required string ClassName { get; init; }

    /// <summary>Number of the piece's code in the program: how it names its reference calls.</summary>
    public int PieceNumber { get; init; }

    /// <summary>Which vectors it uses; it runs only where these instructions are supported.</summary>
    public InstructionTier Tier { get; init; } = InstructionTier.Best;

    /// <summary>
    /// Kernels whose work never is as much are not divided among threads, in the unit of <see cref="Workers.Grain"/>: below twice a grain
    /// there is one part anyway.
    /// </summary>
    public long SmallWork { get; init; } = 2 * Workers.Alone.Grain;

    /// <summary>Whether the code says when each of its loop nests and calls begins: for measuring.</summary>
    internal bool HasMarks { get; init; }

    /// <summary>How many lines of the piece's graph the text quotes.</summary>
    public int QuotedLines { get; init; } = 200;
}
