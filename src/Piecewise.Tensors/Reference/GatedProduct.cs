using System.Numerics.Tensors;

namespace Piecewise.Tensors.Reference;

/// <summary>An activated gate times a second operand, in one pass. The activated gate is rounded to its dtype before the product.</summary>
internal static class GatedProduct
{
    private static readonly float RootTwoOverPi = (float)Math.Sqrt(2 / Math.PI);

    /// <param name="activation">Applied to the gate.</param>
    /// <param name="gate">[…, width]; f32, f16 or bf16.</param>
    /// <param name="up">Of gate's shape.</param>
    /// <param name="result">Of gate's shape and dtype.</param>
    public static void Run(GateActivation activation, Tensor gate, Tensor up, Tensor result)
    {
        var (gates, factors, target) = (new FloatRows(gate), new FloatRows(up), new FloatRows(result));
        var (buffer, other, work) = (new float[gates.Width], new float[gates.Width], new float[gates.Width]);
        for (long row = 0; row < gates.Count && gates.Width > 0; row++)
        {
            Activate(activation, gates.Read(row, buffer), work);
            FloatConversion.Round(work, gates.DType);
            var output = target.Target(row, work);
            TensorPrimitives.Multiply(work, factors.Read(row, other), output);
            target.Write(row, output);
        }
        GC.KeepAlive(gate);
        GC.KeepAlive(up);
        GC.KeepAlive(result);
    }

    private static void Activate(GateActivation activation, ReadOnlySpan<float> x, Span<float> result)
    {
        switch (activation)
        {
            case GateActivation.Silu:
                TensorPrimitives.Negate(x, result);
                TensorPrimitives.Exp(result, result);
                TensorPrimitives.Add(result, 1f, result);
                TensorPrimitives.Divide(x, result, result);
                break;
            case GateActivation.GeluTanh:
                TensorPrimitives.Multiply(x, 0.044715f, result);
                TensorPrimitives.Multiply(result, x, result);
                TensorPrimitives.MultiplyAdd(result, x, x, result);
                TensorPrimitives.Multiply(result, RootTwoOverPi, result);
                TensorPrimitives.Tanh(result, result);
                TensorPrimitives.Add(result, 1f, result);
                TensorPrimitives.Multiply(result, x, result);
                TensorPrimitives.Multiply(result, 0.5f, result);
                break;
            default:
                for (var i = 0; i < x.Length; i++)
                {
                    double value = x[i];
                    result[i] = (float)(0.5 * value * (1 + SpecialFunctions.Erf(value * Math.Sqrt(0.5))));
                }
                break;
        }
    }
}
