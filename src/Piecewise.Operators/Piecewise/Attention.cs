using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>
/// Causal attention of one layer over tokens [T, heads, size]: where a program is split. The host computes it (<see cref="IAttentionHost"/>).
/// Source: the exporter of this project, which registers it as a model's attention.
/// </summary>
internal sealed class Attention : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new AttentionOperator()];

    private sealed class AttentionOperator() : Operator(
        "piecewise::attention(Tensor query, Tensor key, Tensor value, int layer, float scale, int window=-1, float softcap=0.0, Tensor? sinks=None) -> Tensor")
    {
        public override string LayerArgument => "layer";

        public override NodeType Infer(InferenceContext context)
        {
            var (query, key, value, sinks) = (context.Tensor("query"), context.Tensor("key"), context.Tensor("value"), context.OptionalTensor("sinks"));
            foreach (var operand in new[] { query, key, value })
            {
                Products.RequireRank(context, operand, 3);
                Products.RequireSame(context, query, operand);
                Products.RequireEqual(context, query.Shape[0], operand.Shape[0], query, operand);
            }
            if (context.Int("layer") is < 0 or > int.MaxValue || context.Int("window") is < int.MinValue or > int.MaxValue)
            {
                throw context.Error($"there is no layer {context.Int("layer")} with a window of {context.Int("window")} tokens.");
            }
            if (!query.DType.IsFloat())
            {
                throw context.Error($"takes floats, not {query.DType.TextName()}.");
            }
            Products.RequireEqual(context, query.Shape[2], key.Shape[2], query, key);
            Products.RequireEqual(context, key.Shape[1], value.Shape[1], key, value);
            if (context.Refutes(SymBool.Ge(key.Shape[1], 1)))
            {
                throw context.Error($"there are no key heads in {key}.");
            }
            if (context.Refutes(SymBool.Eq(SymInt.Mod(query.Shape[1], key.Shape[1]), 0)))
            {
                throw context.Error($"{query.Shape[1]} query heads are no multiple of {key.Shape[1]} key heads.");
            }
            if (sinks is not null)
            {
                Products.RequireRank(context, sinks, 1);
                Products.RequireEqual(context, sinks.Shape[0], query.Shape[1], sinks, query);
            }
            return query.WithShape([query.Shape[0], query.Shape[1], value.Shape[2]]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var call = new AttentionCall(
                context.Tensor("query"), context.Tensor("key"), context.Tensor("value"), checked((int)context.Int("layer")),
                context.Float("scale"), checked((int)context.Int("window")), context.Float("softcap"), context.OptionalTensor("sinks"));
            if (context.Interpreter.Service<IAttentionHost>() is { } host)
            {
                long[] shape = [call.Query.Shape[0], call.Query.Shape[1], call.Value.Shape[2]];
                var result = host.Attend(call);
                if (result is null || result.DType != call.Query.DType || !result.Shape.SequenceEqual(shape))
                {
                    var wanted = $"{call.Query.DType.TextName()}[{string.Join(", ", shape)}]";
                    throw context.Error($"the host's attention gave {result?.ToString() ?? "nothing"}, not {wanted}.");
                }
                return result;
            }
            var rule = new AttentionRule((float)call.Scale, call.Window, (float)call.Softcap);
            return CausalAttention.Attend(call.Query, call.Key, call.Value, start: 0, rule, call.Sinks);
        }
    }
}
