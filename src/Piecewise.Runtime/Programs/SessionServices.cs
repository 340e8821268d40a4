using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>What the interpreted parts of a session get of its host.</summary>
/// <param name="Attention">Computes attention; null where nobody does.</param>
/// <param name="Random">The session's random numbers; null where it has no seed.</param>
/// <param name="Ranks">Connects the processes that share the program; null where one has it alone.</param>
internal sealed record SessionServices(IAttentionHost? Attention, RandomSource? Random, ICollectiveHost? Ranks);
