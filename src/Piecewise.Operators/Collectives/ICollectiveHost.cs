using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>
/// Connects the processes ("ranks") that share the tensors of one program. Given to the interpreter as a service; without one, a collective
/// over one rank does nothing and over more fails.
/// </summary>
internal interface ICollectiveHost
{
    /// <summary>The number of this rank, from 0.</summary>
    int Rank { get; }

    /// <summary>How many ranks there are.</summary>
    int World { get; }

    /// <summary>Gives this rank's tensor to all ranks and returns every rank's, in rank order. Blocks until all have called.</summary>
    /// <param name="call">What is asked: the same on every rank.</param>
    /// <param name="tensor">This rank's tensor; it is not kept.</param>
    IReadOnlyList<Tensor> Exchange(CollectiveCall call, Tensor tensor);
}

/// <summary>One call of a collective as the ranks compare it.</summary>
/// <param name="Name">The operator's name without namespace: <c>all_reduce</c>.</param>
/// <param name="Dim">The dim that is scattered or gathered; 0 for a reduction of the whole.</param>
internal sealed record CollectiveCall(string Name, int Dim)
{
    public override string ToString() => $"{Name}(dim {Dim})";
}
