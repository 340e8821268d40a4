using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors;

/// <summary>
/// Connects the processes ("ranks") that share the tensors of one program. All ranks make the same calls in the same order; one that makes
/// another call, or none, ends the program on every rank. Every method blocks until all ranks have called, and takes memory that stays
/// where it is; none is safe to call from two threads at once.
/// </summary>
internal unsafe interface ICollectiveHost
{
    /// <summary>The number of this rank, from 0.</summary>
    int Rank { get; }

    /// <summary>How many ranks there are.</summary>
    int World { get; }

    /// <summary>The most bytes of a rank that <see cref="Share"/> and <see cref="Scatter"/> take at once; a multiple of 4,096 ·
    /// World.</summary>
    long Limit { get; }

    /// <summary>Lets every rank read this rank's bytes.</summary>
    /// <param name="call">What for: the same on every rank; <see cref="CollectiveCall.Bytes"/> says how many bytes.</param>
    /// <param name="bytes">This rank's; they may change as soon as the method returns.</param>
    /// <param name="ranks">Receives, for each rank, where its bytes are to be read. They stay until this rank calls again.</param>
    void Share(CollectiveCall call, void* bytes, Span<nint> ranks);

    /// <summary>
    /// Gives each rank its part of this rank's bytes, which are <see cref="World"/> equal parts one after the other: for reading, as
    /// <see cref="Share"/> does.
    /// </summary>
    /// <param name="call"><see cref="CollectiveCall.Bytes"/> is the size of all parts together.</param>
    /// <param name="bytes">This rank's parts for rank 0, 1, …</param>
    /// <param name="ranks">Receives, for each rank, where that rank's part for this rank is to be read.</param>
    void Scatter(CollectiveCall call, void* bytes, Span<nint> ranks);
}
