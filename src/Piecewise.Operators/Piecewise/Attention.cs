using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>
/// Causal attention of one layer over tokens [T, heads, size]: where a program is split. The host computes it
/// (<see cref="IAttentionHost"/>). Source: the exporter of this project, which registers it as a model's attention.
/// </summary>
internal sealed class Attention : IOperatorSource
{
    /// <summary>What is fused with attention has these arguments too (<see cref="OpIr.ArgumentsOfAttribute"/>).</summary>
    public const string Schema =
        "piecewise::attention(Tensor query, Tensor key, Tensor value, int layer, float scale, int window=-1, float softcap=0.0, "
        + "Tensor? sinks=None) -> Tensor";

    public IEnumerable<Operator> Create() => [new AttentionOperator()];

    /// <summary>The rules of a call, from its arguments by name.</summary>
    public static AttentionRules Rules(Func<string, double> number) => new(number("scale"))
    {
        IsCausal = true,
        Window = (nint)number("window"),
        Softcap = number("softcap"),
    };

    private sealed class AttentionOperator() : Operator(Attention.Schema)
    {
        public override string LayerArgument => "layer";

        public override NodeType Infer(InferenceContext context)
        {
            var (query, key, value, sinks) =
                (context.Tensor("query"), context.Tensor("key"), context.Tensor("value"), context.OptionalTensor("sinks"));
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
            var (query, key, value) = (context.Tensor("query"), context.Tensor("key"), context.Tensor("value"));
            var (layer, rules, sinks) = (checked((int)context.Int("layer")), Rules(context.Float), context.OptionalTensor("sinks"));
            if (context.Interpreter.Service<IAttentionHost>() is not { } host)
            {
                return Cast.To(Reference(Cast.To(query, DType.F32), Cast.To(key, DType.F32), Cast.To(value, DType.F32), rules, sinks),
                    query.DType);
            }
            // The elements of a head are neighbours for a host.
            Tensor[] operands = [query.Contiguous(), key.Contiguous(), value.Contiguous()];
            var result = Tensor.Zeros(query.DType, query.Shape[0], query.Shape[1], value.Shape[2]);
            host.Attend(Workers.Alone, AttentionTask.Of(layer, rules, operands[0], operands[1], operands[2], sinks, result));
            GC.KeepAlive(operands);
            GC.KeepAlive(sinks);
            GC.KeepAlive(result);
            return result;
        }

        // [T, Hq, D], [T, Hkv, D] and [T, Hkv, Dv] of f32, a head at a time; nothing here is shared with the kernel, which is compared with
        // it.
        private static Tensor Reference(Tensor query, Tensor key, Tensor value, AttentionRules rules, Tensor? sinks)
        {
            var (tokens, heads) = (query.Shape[0], query.Shape[1]);
            var result = Tensor.Zeros(DType.F32, tokens, heads, value.Shape[2]);
            var sink = sinks is null ? null : Cast.To(sinks, DType.F32).ToArray<float>();
            for (long head = 0; head < heads; head++)
            {
                var keyHead = head / (heads / key.Shape[1]);
                var scores = MatMul.Unrounded(Head(query, head), Transposed(Head(key, keyHead)));
                Weigh(scores.AsSpan<float>(), (int)tokens, rules, sink is null ? float.NegativeInfinity : sink[head]);
                Head(result, head).CopyFrom(MatMul.Unrounded(scores, Head(value, keyHead)));
            }
            return result;
        }

        private static void Weigh(Span<float> scores, int tokens, AttentionRules rules, float sink)
        {
            for (var i = 0; i < tokens; i++)
            {
                var row = scores.Slice(i * tokens, tokens);
                var max = sink;
                for (var j = 0; j < tokens; j++)
                {
                    row[j] = j > i || (rules.Window > 0 && i - j >= rules.Window) ? float.NegativeInfinity : Score(row[j], rules);
                    max = MathF.Max(max, row[j]);
                }
                var sum = MathF.Exp(sink - max);
                foreach (ref var weight in row)
                {
                    weight = MathF.Exp(weight - max);
                    sum += weight;
                }
                foreach (ref var weight in row)
                {
                    weight /= sum;
                }
            }
        }

        private static float Score(float product, AttentionRules rules)
        {
            var score = product * (float)rules.Scale;
            return rules.Softcap > 0 ? (float)rules.Softcap * MathF.Tanh(score / (float)rules.Softcap) : score;
        }

        private static Tensor Head(Tensor x, long head) =>
            x.AsStrided([x.Shape[0], x.Shape[2]], [x.Strides[0], x.Strides[2]], x.Offset + (head * x.Strides[1]));

        private static Tensor Transposed(Tensor x) => x.AsStrided([x.Shape[1], x.Shape[0]], [x.Strides[1], x.Strides[0]], x.Offset);
    }
}
