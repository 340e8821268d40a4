namespace Piecewise.Tensors.Kernels;

/// <summary>One exchange as the ranks compare it: what differs on two ranks ends the program instead of mixing up their numbers.</summary>
/// <param name="Kind">What the exchange is for.</param>
/// <param name="DType">The elements' type.</param>
/// <param name="Bytes">How many bytes each rank brings.</param>
internal readonly record struct CollectiveCall(CollectiveKind Kind, DType DType, long Bytes)
{
    public override string ToString() => $"{Kind switch
    {
        CollectiveKind.AllReduce => "all_reduce",
        CollectiveKind.AllGather => "all_gather",
        CollectiveKind.ReduceScatter => "reduce_scatter",
        _ => "a message",
    }} of {Bytes} bytes of {DType.TextName()}";
}

/// <summary>What ranks exchange bytes for.</summary>
internal enum CollectiveKind
{
    /// <summary>The sum of all ranks' tensors, on every rank.</summary>
    AllReduce,

    /// <summary>All ranks' tensors, on every rank.</summary>
    AllGather,

    /// <summary>A rank's part of the sum.</summary>
    ReduceScatter,

    /// <summary>What one rank tells the others beside the program.</summary>
    Message,
}
