using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Rearrangements of images [..., C, H, W]: patches as columns, channels as pixels and back.
/// Source: <c>torch.nn.functional.unfold</c>, <c>fold</c>, <c>pixel_shuffle</c>, <c>pixel_unshuffle</c>.
/// </summary>
internal sealed class Images : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
        [new Im2ColOperator(), new Col2ImOperator(), new PixelShuffleOperator(), new PixelUnshuffleOperator()];

    private static ImmutableArray<SymInt> Image(InferenceContext context, TensorType self) =>
        self.Rank >= 3 ? self.Shape[^3..] : throw context.Error($"takes [..., C, H, W], found {self}.");

    private static Tensor Permuted(Tensor self, long[] split, int[] order, long[] shape)
    {
        var parts = self.Contiguous().View(split);
        var (sizes, strides) = (parts.Shape.ToArray(), parts.Strides.ToArray());
        return parts.AsStrided([.. order.Select(d => sizes[d])], [.. order.Select(d => strides[d])], parts.Offset).Clone().View(shape);
    }

    private sealed class Im2ColOperator()
        : Operator("aten::im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var image = Image(context, self);
            var (kernel, dilation) = (PerDim(context, "kernel_size"), PerDim(context, "dilation"));
            var (padding, stride) = (PerDim(context, "padding"), PerDim(context, "stride"));
            Windows.Check(context, kernel, stride, padding, dilation);
            SymInt[] positions =
            [
                Windows.Positions(image[1], kernel[0], stride[0], 2 * (SymInt)padding[0], dilation[0]),
                Windows.Positions(image[2], kernel[1], stride[1], 2 * (SymInt)padding[1], dilation[1]),
            ];
            return positions.Any(p => context.Refutes(SymBool.Ge(p, 1)))
                ? throw context.Error($"windows of [{string.Join(", ", kernel)}] do not fit into {self}.")
                : self.WithShape([.. self.Shape[..^3], image[0] * kernel[0] * kernel[1], positions[0] * positions[1]]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var window = new WindowDim[2];
            for (var i = 0; i < 2; i++)
            {
                var (size, kernel, dilation) = (self.Shape[^(2 - i)], PerDim("kernel_size")[i], PerDim("dilation")[i]);
                var (padding, stride) = (PerDim("padding")[i], PerDim("stride")[i]);
                var positions = Windows.Positions(size, kernel, stride, 2 * (SymInt)padding, dilation).Constant;
                window[i] = new WindowDim(size, positions, kernel, stride, padding, dilation);
            }
            var planes = Cast.To(self, Pointwise.ComputeDType(self.DType)).Contiguous()
                .View([Layout.ElementCount(self.Shape[..^3]), .. self.Shape[^3..]]);
            var columns = Patches.Unfold(planes, window);
            return Cast.To(columns, self.DType).View([.. self.Shape[..^3], .. columns.Shape[1..]]);

            long[] PerDim(string name) => Windows.PerDim(context.Ints(name), 2, name, context.Error);
        }

    }

    private static long[] PerDim(InferenceContext context, string name) => Windows.PerDim(context.Ints(name), 2, name, context.Error);

    private sealed class Col2ImOperator() : Operator(
        "aten::col2im(Tensor self, SymInt[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.Rank is not (2 or 3) || !(self.DType.IsFloat() || self.DType.IsComplex()))
            {
                throw context.Error($"takes columns [C · kernel elements, positions] of floats, one matrix or several, found {self}.");
            }
            var size = Windows.PerDim(context.SymInts("output_size"), 2, "output_size", context.Error);
            var (kernel, dilation) = (PerDim(context, "kernel_size"), PerDim(context, "dilation"));
            var (padding, stride) = (PerDim(context, "padding"), PerDim(context, "stride"));
            Windows.Check(context, kernel, stride, padding, dilation);
            var elements = checked(kernel[0] * kernel[1]);
            if (context.Refutes(SymBool.Eq(SymInt.Mod(self.Shape[^2], elements), 0)))
            {
                throw context.Error($"{self.Shape[^2]} rows are no multiple of the {elements} elements of the kernel.");
            }
            SymInt positions = 1;
            for (var i = 0; i < 2; i++)
            {
                var along = Windows.Positions(size[i], kernel[i], stride[i], 2 * (SymInt)padding[i], dilation[i]);
                if (context.Refutes(SymBool.Ge(along, 1)) || context.Refutes(SymBool.Ge(size[i], 1)))
                {
                    throw context.Error($"windows of {kernel[i]} do not fit into a dim of {size[i]}.");
                }
                positions *= along;
            }
            return context.Refutes(SymBool.Eq(positions, self.Shape[^1]))
                ? throw context.Error($"an image [{size[0]}, {size[1]}] has {positions} positions of the kernel, found {self}.")
                : self.WithShape([.. self.Shape[..^2], SymInt.FloorDiv(self.Shape[^2], elements), size[0], size[1]]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var size = Windows.PerDim(context.Ints("output_size"), 2, "output_size", context.Error);
            var window = new WindowDim[2];
            for (var i = 0; i < 2; i++)
            {
                var (kernel, dilation, padding, stride) =
                    (PerDim("kernel_size")[i], PerDim("dilation")[i], PerDim("padding")[i], PerDim("stride")[i]);
                var positions = Windows.Positions(size[i], kernel, stride, 2 * (SymInt)padding, dilation).Constant;
                window[i] = new WindowDim(size[i], positions, kernel, stride, padding, dilation);
            }
            var channels = self.Shape[^2] / (window[0].Kernel * window[1].Kernel);
            var columns = Cast.To(self, Pointwise.ComputeDType(self.DType)).Contiguous()
                .View(self.Rank == 3 ? self.Shape[0] : 1, self.Shape[^2], self.Shape[^1]);
            return Cast.To(Patches.Fold(columns, channels, window), self.DType).View([.. self.Shape[..^2], channels, .. size]);

            long[] PerDim(string name) => Windows.PerDim(context.Ints(name), 2, name, context.Error);
        }
    }

    private sealed class PixelShuffleOperator() : Operator("aten::pixel_shuffle(Tensor self, int upscale_factor) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, factor) = (context.Tensor("self"), context.Int("upscale_factor"));
            var image = Image(context, self);
            if (factor < 1 || context.Refutes(SymBool.Eq(SymInt.Mod(image[0], factor * factor), 0)))
            {
                throw context.Error($"{image[0]} channels are no multiple of {factor} · {factor}.");
            }
            ImmutableArray<SymInt> shape =
                [.. self.Shape[..^3], SymInt.FloorDiv(image[0], factor * factor), image[1] * factor, image[2] * factor];
            return self.WithShape(shape, ImageLayout.Strides(context, shape, self));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, r) = (context.Tensor("self"), context.Int("upscale_factor"));
            var (n, c, h, w) = (Layout.ElementCount(self.Shape[..^3]), self.Shape[^3] / (r * r), self.Shape[^2], self.Shape[^1]);
            return ImageLayout.Match(
                context, Permuted(self, [n, c, r, r, h, w], [0, 1, 4, 2, 5, 3], [.. self.Shape[..^3], c, h * r, w * r]), self);
        }
    }

    private sealed class PixelUnshuffleOperator() : Operator("aten::pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, factor) = (context.Tensor("self"), context.Int("downscale_factor"));
            var image = Image(context, self);
            if (factor < 1 || image[1..].Any(s => context.Refutes(SymBool.Eq(SymInt.Mod(s, factor), 0))))
            {
                throw context.Error($"height and width of {self} are no multiples of {factor}.");
            }
            ImmutableArray<SymInt> shape =
                [.. self.Shape[..^3], image[0] * factor * factor, SymInt.FloorDiv(image[1], factor), SymInt.FloorDiv(image[2], factor)];
            return self.WithShape(shape, ImageLayout.Strides(context, shape, self));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, r) = (context.Tensor("self"), context.Int("downscale_factor"));
            var (n, c, h, w) = (Layout.ElementCount(self.Shape[..^3]), self.Shape[^3], self.Shape[^2] / r, self.Shape[^1] / r);
            return ImageLayout.Match(
                context, Permuted(self, [n, c, h, r, w, r], [0, 1, 3, 5, 2, 4], [.. self.Shape[..^3], c * r * r, h, w]), self);
        }
    }
}
