using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>What a step of a recurrent network computes from the products of its input and of its state with their weights.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum RecurrentKind : byte
{
    /// <summary>Gates in the order input, forget, cell, output; a cell beside the state.</summary>
    Lstm,

    /// <summary>Gates in the order reset, update, new.</summary>
    Gru,

    /// <summary>The hyperbolic tangent of the sum.</summary>
    Tanh,

    /// <summary>The positive part of the sum.</summary>
    Relu,
}
