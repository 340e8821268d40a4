using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// One step of a recurrent network over [N, in] and a state [N, hidden]; computed in f32 for 16-bit floats and rounded once.
/// Source: <c>torch.nn.LSTMCell</c>, <c>torch.nn.GRUCell</c>.
/// </summary>
internal sealed class RecurrentCells : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new LstmOperator(), new GruOperator()];

    // [N, in] · [gates · hidden, in]ᵀ + bias
    private static Tensor Gates(EvaluationContext context, Tensor x, string weight, string bias)
    {
        var w = context.Tensor(weight);
        var product = Products.Unrounded(x, w.AsStrided([w.Shape[1], w.Shape[0]], [w.Strides[1], w.Strides[0]], w.Offset));
        return context.OptionalTensor(bias) is { } b ? AddMm.Combine(product, b, 1, 1) : product;
    }

    private static Tensor Gate(Tensor gates, int index, int count)
    {
        var hidden = gates.Shape[1] / count;
        return gates.AsStrided([gates.Shape[0], hidden], gates.Strides, gates.Offset + (index * hidden));
    }

    private static TensorType State(InferenceContext context, TensorType input, TensorType state, int gates)
    {
        var (w, u) = (context.Tensor("w_ih"), context.Tensor("w_hh"));
        foreach (var operand in new[] { state, w, u })
        {
            Products.RequireRank(context, operand, 2);
            Products.RequireSame(context, input, operand);
        }
        Products.RequireRank(context, input, 2);
        Products.RequireEqual(context, input.Shape[1], w.Shape[1], input, w);
        Products.RequireEqual(context, state.Shape[1], u.Shape[1], state, u);
        Products.RequireEqual(context, state.Shape[1] * gates, w.Shape[0], state, w);
        Products.RequireEqual(context, state.Shape[1] * gates, u.Shape[0], state, u);
        Products.RequireEqual(context, input.Shape[0], state.Shape[0], input, state);
        Shapes.RequireVector(context, "b_ih", w.Shape[0]);
        Shapes.RequireVector(context, "b_hh", w.Shape[0]);
        return state.WithShape(state.Shape);
    }

    private static Tensor Sum(Tensor x, Tensor y) => Elements.Float<Plus>(x, y);

    private static Tensor Product(Tensor x, Tensor y) => Elements.Float<Times>(x, y);

    private sealed class LstmOperator() : Operator(
        "aten::lstm_cell(Tensor input, Tensor[] hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> (Tensor, Tensor)")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (input, states) = (context.Tensor("input"), context.Tensors("hx"));
            var state = states.Length == 2 ? State(context, input, states[0], 4) : throw context.Error("takes two states.");
            Products.RequireSame(context, input, states[1]);
            if (states[1].Rank != 2 || states[1].Shape.Zip(state.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
            {
                throw context.Error($"both states must have one shape, found {state} and {states[1]}.");
            }
            return new TupleType([state, state]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (input, states) = (context.Tensor("input"), context.Tensors("hx"));
            var gates = Sum(Gates(context, input, "w_ih", "b_ih"), Gates(context, states[0], "w_hh", "b_hh"));
            var (write, forget) = (Elements.Float<Sigmoid>(Gate(gates, 0, 4)), Elements.Float<Sigmoid>(Gate(gates, 1, 4)));
            var (candidate, output) = (Elements.Float<Tangent>(Gate(gates, 2, 4)), Elements.Float<Sigmoid>(Gate(gates, 3, 4)));
            var cell = Sum(Product(forget, Cast.To(states[1], gates.DType)), Product(write, candidate));
            return Value.List(
                Cast.To(Product(output, Elements.Float<Tangent>(cell)), input.DType).Contiguous(), Cast.To(cell, input.DType).Contiguous());
        }
    }

    private sealed class GruOperator() : Operator(
        "aten::gru_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) => State(context, context.Tensor("input"), context.Tensor("hx"), 3);

        public override Value Evaluate(EvaluationContext context)
        {
            var (input, state) = (context.Tensor("input"), context.Tensor("hx"));
            var (x, h) = (Gates(context, input, "w_ih", "b_ih"), Gates(context, state, "w_hh", "b_hh"));
            var reset = Elements.Float<Sigmoid>(Sum(Gate(x, 0, 3), Gate(h, 0, 3)));
            var update = Elements.Float<Sigmoid>(Sum(Gate(x, 1, 3), Gate(h, 1, 3)));
            var candidate = Elements.Float<Tangent>(Sum(Gate(x, 2, 3), Product(reset, Gate(h, 2, 3))));
            return Cast.To(Elements.Float<Blend>(candidate, Cast.To(state, x.DType), update), input.DType).Contiguous();
        }
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

    private readonly struct Blend : IFloatFunction3
    {
        public T Invoke<T>(T x, T y, T z) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x + (z * (y - x));
    }
}
