namespace Piecewise.Compiler.Partition;

/// <summary>How a symbolic value is made where it is needed.</summary>
internal enum SizeSource : byte
{
    /// <summary>It is a constant.</summary>
    Literal,

    /// <summary>It is read off a tensor that is there anyway.</summary>
    Tensor,

    /// <summary>It equals an int that is there anyway.</summary>
    Same,

    /// <summary>The node is computed again from values that are there.</summary>
    Recomputed,
}
