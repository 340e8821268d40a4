namespace Piecewise.Tensors.Reference;

/// <summary>What becomes of a gate's element.</summary>
internal enum GateActivation
{
    /// <summary><c>x / (1 + e^-x)</c>.</summary>
    Silu,

    /// <summary>By the error function.</summary>
    Gelu,

    /// <summary>By the hyperbolic tangent, which approximates the error function.</summary>
    GeluTanh,
}
