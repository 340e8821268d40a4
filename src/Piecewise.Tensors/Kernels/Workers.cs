using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>What a kernel runs on.</summary>
/// <param name="Tier">Which instructions it uses.</param>
/// <param name="Team">Which threads.</param>
/// <param name="Grain">How many multiply-adds, or elements of an elementwise kernel times 16, are worth a part of their own.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Workers(InstructionTier Tier, IWorkTeam Team, long Grain = 1 << 18)
{
    private static readonly long Available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The best instructions, on the calling thread.</summary>
    public static Workers Alone { get; } = new(InstructionTier.Best, SingleThread.Team);

    /// <summary>Bytes that a kernel may take beside its operands; by default all that the machine, or the container, has.</summary>
    internal long MaxScratch { get; init; } = Available;

    /// <summary>What connects the processes that share the program; null where one has it alone.</summary>
    internal ICollectiveHost? Ranks { get; init; }

    /// <summary>Into how many parts work is divided: from 1 to the team's size.</summary>
    /// <param name="items">Items that parts may not share.</param>
    /// <param name="work">The amount of work, in the unit of <see cref="Grain"/>.</param>
    public int Parts(long items, long work) => (int)Math.Clamp(Math.Min(items, work / Grain), 1, Team.Size);
}
