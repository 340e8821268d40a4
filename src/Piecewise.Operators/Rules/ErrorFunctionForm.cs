using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>
/// The error function in f32 as data: 4 units in the last place, as <see cref="Tensors.Kernels.VectorMath"/> computes it.
/// </summary>
internal static class ErrorFunctionForm
{
    // erf(x) = x + x · p(x²) below 1, by powers of x², the highest first.
    private static readonly float[] Near =
    [
        -9.680136827228125e-06f, 0.00011270544928265736f, -0.00084847112884745f, 0.005221074912697077f, -0.02686544507741928f,
        0.11283782869577408f, -0.37612637877464294f, 0.128379167095512574f,
    ];

    // erf(x) = 1 - e^q(x) from 1 on.
    private static readonly float[] Far =
    [
        -1.694340738822575e-07f, -1.9266823073849082e-05f, 0.00042652839329093695f, -0.004153848625719547f, 0.025101901963353157f,
        -0.10827865451574326f, -0.6333327293395996f, -1.1295274496078491f, 0.00017813373415265232f,
    ];

    /// <param name="x">In f32.</param>
    /// <returns>Null in another dtype.</returns>
    public static ScalarExpression? Of(ScalarExpression x)
    {
        if (x.DType != DType.F32)
        {
            return null;
        }
        // From 4 on, erf rounds to 1.
        var magnitude = ScalarExpression.Call(ScalarFunction.Min, x.Constant(4), ScalarExpression.Call(ScalarFunction.Abs, x));
        var near = (Polynomial(Near, magnitude * magnitude) * magnitude) + magnitude;
        var far = x.Constant(1) - ScalarExpression.Call(ScalarFunction.Exp, Polynomial(Far, magnitude));
        var result = ScalarExpression.Call(ScalarFunction.Less, magnitude, x.Constant(1)).Select(near, far);
        return ScalarExpression.Call(ScalarFunction.Less, x, x.Constant(0)).Select(-result, result);
    }

    private static ScalarExpression Polynomial(ReadOnlySpan<float> coefficients, ScalarExpression x)
    {
        var sum = x.Constant(coefficients[0]);
        foreach (var coefficient in coefficients[1..])
        {
            sum = (sum * x) + x.Constant(coefficient);
        }
        return sum;
    }
}
