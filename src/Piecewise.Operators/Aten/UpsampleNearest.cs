using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Images [N, C, H, W] at another size, each pixel from the nearest one at or before its place.
/// Source: <c>torch.nn.functional.interpolate</c> with mode <c>nearest</c>.
/// </summary>
internal sealed class UpsampleNearest : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new UpsampleOperator("aten::upsample_nearest2d.vec(Tensor input, SymInt[]? output_size, float[]? scale_factors) -> Tensor",
            "input"),
        new UpsampleOperator(
            "aten::upsample_nearest2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? scales_w=None) -> Tensor", "self"),
    ];

    private sealed class UpsampleOperator(string schema, string operand) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var input = context.Tensor(operand);
            Products.RequireRank(context, input, 4);
            ImmutableArray<SymInt> sizes = context.IsNone("output_size")
                ? [Scaled(context, input.Shape[2], 0), Scaled(context, input.Shape[3], 1)]
                : [.. Windows.PerDim(context.SymInts("output_size"), 2, "output_size", context.Error)];
            if (input.Shape[2..].Concat(sizes).Any(s => context.Refutes(SymBool.Ge(s, 1))))
            {
                throw context.Error($"makes images of a pixel or more of such images, not [{string.Join(", ", sizes)}] of {input}.");
            }
            ImmutableArray<SymInt> shape = [input.Shape[0], input.Shape[1], .. sizes];
            return input.WithShape(shape, ImageLayout.Strides(context, shape, input));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor(operand);
            var shape = ((TensorType)Infer(context.Types())).Shape.Select(s => s.Constant).ToArray();
            // Of no image, there may be any number of pixels.
            if (input.ElementCount == 0)
            {
                return ImageLayout.Match(context, Tensor.Zeros(input.DType, shape), input);
            }
            var rows = Indexing.SlicesAt(input, 2, Sources(input.Shape[2], shape[2], Factor(context, 0)));
            var pixels = Indexing.SlicesAt(rows, 3, Sources(input.Shape[3], shape[3], Factor(context, 1)));
            return ImageLayout.Match(context, pixels, input);
        }

        private static long[] Sources(long input, long output, double? factor)
        {
            // As in PyTorch, a factor that is none is not looked at.
            var step = factor is > 0 and var f ? (float)(1 / f) : (float)input / output;
            var result = new long[output];
            for (long i = 0; i < output; i++)
            {
                result[i] = Math.Min((long)MathF.Floor(i * step), input - 1);
            }
            return result;
        }

        private static SymInt Scaled(InferenceContext context, SymInt size, int dim)
        {
            var factor = context["scale_factors"] is ListArgument { Items: var items } && items.Length == 2
                ? items[dim] switch
                {
                    FloatArgument a => a.Value,
                    IntArgument a => a.Value,
                    _ => throw context.Error("scale factors must be literals.")
                }
                : throw context.Error("takes either an output size or two scale factors.");
            return factor == Math.Floor(factor) ? size * (long)factor
                : size.TryGetConstant(out var known) ? (long)(known * factor)
                : throw context.Error(
                    $"size {size} can't be scaled by {factor}; only whole factors are supported for sizes that are not known.");
        }

        private double? Factor(EvaluationContext context, int dim) => Schema.Overload != "vec"
            ? context.OptionalFloat(dim == 0 ? "scales_h" : "scales_w")
            : context.IsNone("scale_factors") ? null : context["scale_factors"].Items[dim].Scalar.ToDouble();
    }
}
