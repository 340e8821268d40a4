using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>
/// Attention of a token-flattened model: the host's operator. Without a host it is causal attention over the tokens given. Source: the
/// exporter's operator <c>piecewise::attention</c>.
/// </summary>
internal sealed class Attention : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new AttentionOperator()];

    private sealed class AttentionOperator() : Operator(
        "piecewise::attention(Tensor query, Tensor key, Tensor value, int layer, float scale, int window=-1, float softcap=0.0, Tensor? sinks=None) -> Tensor")
    {
        public override string LayerArgument => "layer";

        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Ones(1, 2, 4), Ones(1, 1, 4), Ones(1, 1, 3), 0L, 0.5).Gives(Ones(1, 2, 3)).Showing("one token sees itself; two query heads share a key head"),
            OperatorSample.Of(Ones(2, 1, 2), Ones(2, 1, 2), Tensor.From([1f, 3], 2, 1, 1), 0L, 1.0).Gives(Tensor.From([1f, 2], 2, 1, 1)).Showing("equal scores average what is visible"),
            OperatorSample.Of(Ones(2, 1, 2), Ones(2, 1, 2), Tensor.From([1f, 3], 2, 1, 1), 0L, 1.0, 1L).Gives(Tensor.From([1f, 3], 2, 1, 1)).Showing("a window of 1"),
            OperatorSample.Of(Ones(1, 1, 1), Ones(1, 1, 1), Ones(1, 1, 1), 0L, 1.0, -1L, 0.0, Tensor.From([1f], 1)).Gives(Tensor.From([0.5f], 1, 1, 1)).Showing("a sink as large as the score takes half"),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var (query, key, value) = (context.Tensor("query"), context.Tensor("key"), context.Tensor("value"));
            return query.Rank == 3 && key.Rank == 3 && value.Rank == 3
                ? query.WithShape([query.Shape[0], query.Shape[1], value.Shape[2]])
                : throw context.Error($"takes [T, H, D] three times, found {query}, {key}, {value}.");
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var call = new AttentionCall(
                context.Tensor("query"), context.Tensor("key"), context.Tensor("value"), (int)context.Int("layer"), context.Float("scale"),
                (int)context.Int("window"), context.Float("softcap"), context.OptionalTensor("sinks"));
            return context.Interpreter.Service<IAttentionHost>() is { } host
                ? host.Attend(call)
                : CausalAttention.Run(call.Query, call.Key, call.Value, 0, call.Scale, call.Window, call.Softcap, call.Sinks);
        }

        private static Tensor Ones(params long[] shape) => Tensor.From(Enumerable.Repeat(1f, (int)Layout.ElementCount(shape)).ToArray(), shape);
    }
}
