namespace Piecewise.Graphs;

/// <summary>How an operator is called for all items of a batch at once, whose dims stand in front (<c>torch.vmap</c>).</summary>
internal enum BatchingRule : byte
{
    /// <summary>Not known.</summary>
    None,

    /// <summary>Operands are broadcast, batch dims in front of all others.</summary>
    Pointwise,

    /// <summary>Only the operands' dtype and device count: the call is the same for every item.</summary>
    SameForAll,

    /// <summary>Lists of indices are broadcast as operands are; what is indexed has no batch dims.</summary>
    Indices,
}
