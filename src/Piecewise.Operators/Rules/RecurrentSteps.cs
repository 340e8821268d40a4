using System.Numerics;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>
/// One step of a recurrent network, from the products of its input and of its state with their weights; in f32 or f64.
/// </summary>
internal static class RecurrentSteps
{
    /// <summary>How many gates there are.</summary>
    public static int GatesOf(RecurrentKind kind) => kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 };

    /// <summary><c>x · weightᵀ + bias</c>, not rounded yet.</summary>
    public static Tensor Product(Tensor x, Tensor weight, Tensor? bias)
    {
        var product = Products.Unrounded(
            x, weight.AsStrided([weight.Shape[1], weight.Shape[0]], [weight.Strides[1], weight.Strides[0]], weight.Offset));
        return bias is null ? product : Elements.Float<Plus>(product, Cast.To(bias, product.DType));
    }

    /// <summary>Gates in the order input, forget, cell, output.</summary>
    public static (Tensor State, Tensor Cell) Lstm(Tensor x, Tensor h, Tensor cell)
    {
        var gates = Elements.Float<Plus>(x, h);
        var (write, forget) = (Elements.Float<Sigmoid>(Gate(gates, 0, 4)), Elements.Float<Sigmoid>(Gate(gates, 1, 4)));
        var (candidate, output) = (Elements.Float<Tangent>(Gate(gates, 2, 4)), Elements.Float<Sigmoid>(Gate(gates, 3, 4)));
        var next = Elements.Float<Plus>(
            Elements.Float<Times>(forget, Cast.To(cell, gates.DType)), Elements.Float<Times>(write, candidate));
        return (Elements.Float<Times>(output, Elements.Float<Tangent>(next)), next);
    }

    /// <summary>The next state of a network that has no cell.</summary>
    public static Tensor Next(RecurrentKind kind, Tensor x, Tensor h, Tensor state) =>
        kind == RecurrentKind.Gru ? Gru(x, h, state) : Plain(x, h, kind == RecurrentKind.Tanh);

    // Gates in the order reset, update, new.
    private static Tensor Gru(Tensor x, Tensor h, Tensor state)
    {
        var reset = Elements.Float<Sigmoid>(Elements.Float<Plus>(Gate(x, 0, 3), Gate(h, 0, 3)));
        var update = Elements.Float<Sigmoid>(Elements.Float<Plus>(Gate(x, 1, 3), Gate(h, 1, 3)));
        var candidate = Elements.Float<Tangent>(Elements.Float<Plus>(Gate(x, 2, 3), Elements.Float<Times>(reset, Gate(h, 2, 3))));
        return Elements.Float<Blend>(candidate, Cast.To(state, x.DType), update);
    }

    // One gate, whose function is the hyperbolic tangent or the positive part.
    private static Tensor Plain(Tensor x, Tensor h, bool isTanh)
    {
        var sum = Elements.Float<Plus>(x, h);
        return isTanh ? Elements.Float<Tangent>(sum) : Elements.Float<Positive>(sum);
    }

    private static Tensor Gate(Tensor gates, int index, int count)
    {
        var hidden = gates.Shape[1] / count;
        return gates.AsStrided([gates.Shape[0], hidden], gates.Strides, gates.Offset + (index * hidden));
    }

    private readonly struct Plus : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x + y;
    }

    private readonly struct Times : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * y;
    }

    private readonly struct Sigmoid : IFloatFunction
    {
        public T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));
    }

    private readonly struct Tangent : IFloatFunction
    {
        public T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tanh(x);
    }

    private readonly struct Positive : IFloatFunction
    {
        public T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(x, T.Zero);
    }

    private readonly struct Blend : IFloatFunction3
    {
        public T Invoke<T>(T x, T y, T z) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x + (z * (y - x));
    }
}
