using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Aten;

/// <summary>
/// One step of a recurrent network over [N, in] and a state [N, hidden]; computed in f32 for 16-bit floats and rounded once.
/// Source: <c>torch.nn.LSTMCell</c>, <c>torch.nn.GRUCell</c>, <c>torch.nn.RNNCell</c>.
/// </summary>
internal sealed class RecurrentCells : IOperatorSource
{
    private const string Weights = "Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None";

    public IEnumerable<Operator> Create() =>
    [
        new LstmOperator(),
        new StateOperator($"aten::gru_cell(Tensor input, Tensor hx, {Weights}) -> Tensor", RecurrentKind.Gru),
        new StateOperator($"aten::rnn_tanh_cell(Tensor input, Tensor hx, {Weights}) -> Tensor", RecurrentKind.Tanh),
        new StateOperator($"aten::rnn_relu_cell(Tensor input, Tensor hx, {Weights}) -> Tensor", RecurrentKind.Relu),
    ];

    // [N, in] · [gates · hidden, in]ᵀ + bias
    private static Tensor Gates(EvaluationContext context, Tensor x, string weight, string bias) =>
        RecurrentSteps.Product(x, context.Tensor(weight), context.OptionalTensor(bias));

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
        foreach (var name in new[] { "b_ih", "b_hh" })
        {
            Shapes.RequireVector(context, name, w.Shape[0]);
            if (context.OptionalTensor(name) is { } bias)
            {
                Products.RequireSame(context, input, bias);
            }
        }
        return state.WithShape(state.Shape);
    }

    private static KernelCall? Kernel(InferenceContext context, RecurrentKind kind, ImmutableArray<Node> states)
    {
        string[] names = ["w_ih", "w_hh", "b_ih", "b_hh"];
        string[] given = [.. names.Where(n => !context.IsNone(n))];
        return given.Length == 3 ? null : RecurrentKernelCalls.Layers(
            context, kind, "input", new(null, 0), null, states, [.. given.Select(n => ((NodeArgument)context[n]).Node)],
            given.Length == 4, layers: 1, directions: 1, isCell: true);
    }

    private sealed class LstmOperator()
        : Operator($"aten::lstm_cell(Tensor input, Tensor[] hx, {Weights}) -> (Tensor, Tensor)")
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

        public override KernelCall? DirectKernel(InferenceContext context) => context["hx"] is ListArgument { Items: var states }
            ? Kernel(context, RecurrentKind.Lstm, [.. states.Select(s => ((NodeArgument)s).Node)]) : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var (input, states) = (context.Tensor("input"), context.Tensors("hx"));
            var (state, cell) = RecurrentSteps.Lstm(
                Gates(context, input, "w_ih", "b_ih"), Gates(context, states[0], "w_hh", "b_hh"), states[1]);
            return Value.List(Cast.To(state, input.DType).Contiguous(), Cast.To(cell, input.DType).Contiguous());
        }
    }

    private sealed class StateOperator(string schema, RecurrentKind kind) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context) =>
            State(context, context.Tensor("input"), context.Tensor("hx"), RecurrentSteps.GatesOf(kind));

        public override KernelCall? DirectKernel(InferenceContext context) => Kernel(context, kind, [((NodeArgument)context["hx"]).Node]);

        public override Value Evaluate(EvaluationContext context)
        {
            var (input, state) = (context.Tensor("input"), context.Tensor("hx"));
            var next = RecurrentSteps.Next(kind, Gates(context, input, "w_ih", "b_ih"), Gates(context, state, "w_hh", "b_hh"), state);
            return Cast.To(next, input.DType).Contiguous();
        }
    }
}
