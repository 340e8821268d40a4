using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Torchvision;

/// <summary>
/// A convolution of images whose elements of the kernel are moved, in each position by offsets of its own, and may be weakened by a mask.
/// Source: <c>torchvision.ops.deform_conv2d</c>.
/// </summary>
internal sealed class DeformedConvolution : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new DeformedOperator()];

    private sealed class DeformedOperator() : Operator(
        "torchvision::deform_conv2d(Tensor input, Tensor weight, Tensor offset, Tensor mask, Tensor bias, SymInt stride_h, "
        + "SymInt stride_w, SymInt pad_h, SymInt pad_w, SymInt dilation_h, SymInt dilation_w, SymInt groups, SymInt offset_groups, "
        + "bool use_mask) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (input, weight, offset, mask, bias) = (context.Tensor("input"), context.Tensor("weight"), context.Tensor("offset"),
                context.Tensor("mask"), context.Tensor("bias"));
            foreach (var operand in new[] { input, weight, offset })
            {
                Products.RequireRank(context, operand, 4);
            }
            foreach (var operand in new[] { weight, offset, mask, bias })
            {
                Products.RequireSame(context, input, operand);
            }
            if (input.DType is not (DType.F32 or DType.F64 or DType.F16))
            {
                throw context.Error($"takes f32, f64 or f16, found {input}.");
            }
            var (groups, offsetGroups) = (context.Int("groups"), context.Int("offset_groups"));
            long[] stride = [context.Int("stride_h"), context.Int("stride_w")];
            long[] padding = [context.Int("pad_h"), context.Int("pad_w")];
            long[] dilation = [context.Int("dilation_h"), context.Int("dilation_w")];
            Windows.Check(context, [1], stride, padding, dilation);
            if (groups < 1 || offsetGroups < 1 || context.Refutes(SymBool.Eq(SymInt.Mod(weight.Shape[0], groups), 0))
                || context.Refutes(SymBool.Eq(SymInt.Mod(input.Shape[1], offsetGroups), 0)))
            {
                throw context.Error($"the channels of {input} and {weight} can't be split into {groups} and {offsetGroups} groups.");
            }
            Products.RequireEqual(context, input.Shape[1], weight.Shape[1] * groups, input, weight);
            SymInt[] sizes =
            [
                .. Enumerable.Range(0, 2).Select(i => Windows.Positions(
                    input.Shape[2 + i], weight.Shape[2 + i], stride[i], 2 * (SymInt)padding[i], dilation[i])),
            ];
            if (sizes.Concat(weight.Shape[2..]).Concat(input.Shape[2..]).Any(s => context.Refutes(SymBool.Ge(s, 1))))
            {
                throw context.Error($"the kernel {weight} does not fit into {input}.");
            }
            var elements = weight.Shape[2] * weight.Shape[3] * offsetGroups;
            Shapes.RequireShape(context, "offset", [input.Shape[0], 2 * elements, .. sizes]);
            if (context.Bool("use_mask"))
            {
                Shapes.RequireShape(context, "mask", [input.Shape[0], elements, .. sizes]);
            }
            Shapes.RequireVector(context, "bias", weight.Shape[0]);
            return input.WithShape([input.Shape[0], weight.Shape[0], .. sizes]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var dtype = context.Tensor("input").DType;
            return Cast.To(dtype == DType.F64 ? Convolved<double>(context) : Convolved<float>(context), dtype);
        }

        private Tensor Convolved<T>(EvaluationContext context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var dtype = Tensor.DTypeOf<T>();
            Tensor Of(string name) => Cast.To(context.Tensor(name), dtype).Contiguous();
            var (input, weight) = (Of("input"), Of("weight"));
            var shape = ((TensorType)Infer(context.Types())).Shape.Select(s => s.Constant).ToArray();
            var window = new WindowDim[2];
            foreach (var (i, side) in new[] { (0, "h"), (1, "w") })
            {
                window[i] = new WindowDim(
                    input.Shape[2 + i], shape[2 + i], weight.Shape[2 + i], context.Int($"stride_{side}"), context.Int($"pad_{side}"),
                    context.Int($"dilation_{side}"));
            }
            var (groups, outputs) = (context.Int("groups"), weight.Shape[0]);
            var columns = DeformedPatches.Unfold<T>(
                input, Of("offset"), context.Bool("use_mask") ? Of("mask") : null, context.Int("offset_groups"), window);
            var (positions, inner) = (shape[2] * shape[3], Layout.ElementCount(weight.Shape[1..]));
            var product = MatMul.Unrounded(
                weight.View(groups, outputs / groups, inner), columns.View(shape[0], groups, inner, positions));
            return Aten.AddMm.Combine(product.View(shape), Affine.OverChannels(Of("bias"), 4)!, 1, 1);
        }
    }
}
