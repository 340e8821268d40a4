using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Convolutions over one to three dims, with groups, strides, dilation and zero padding; as matrix products over patches, rounded once.
/// Source: <c>torch.nn.functional.conv1d</c> … <c>conv3d</c>, <c>conv_transpose1d</c> … <c>conv_transpose3d</c>, <c>torch.convolution</c>.
/// </summary>
internal sealed class Convolution : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ConvolutionOperator(
            "aten::conv1d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[1] stride=[1], SymInt[1] padding=[0], "
            + "SymInt[1] dilation=[1], SymInt groups=1) -> Tensor", 1),
        new ConvolutionOperator(
            "aten::conv1d.padding(Tensor input, Tensor weight, Tensor? bias=None, SymInt[1] stride=[1], str padding=\"valid\", "
            + "SymInt[1] dilation=[1], SymInt groups=1) -> Tensor", 1),
        new ConvolutionOperator(
            "aten::conv2d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], SymInt[2] padding=[0, 0], "
            + "SymInt[2] dilation=[1, 1], SymInt groups=1) -> Tensor", 2),
        new ConvolutionOperator(
            "aten::conv2d.padding(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], str padding=\"valid\", "
            + "SymInt[2] dilation=[1, 1], SymInt groups=1) -> Tensor", 2),
        new ConvolutionOperator(
            "aten::conv3d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[3] stride=[1, 1, 1], SymInt[3] padding=[0, 0, 0], "
            + "SymInt[3] dilation=[1, 1, 1], SymInt groups=1) -> Tensor", 3),
        new ConvolutionOperator(
            "aten::conv3d.padding(Tensor input, Tensor weight, Tensor? bias=None, SymInt[3] stride=[1, 1, 1], str padding=\"valid\", "
            + "SymInt[3] dilation=[1, 1, 1], SymInt groups=1) -> Tensor", 3),
        new ConvolutionOperator(
            "aten::conv_transpose1d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[1] stride=[1], SymInt[1] padding=[0], "
            + "SymInt[1] output_padding=[0], SymInt groups=1, SymInt[1] dilation=[1]) -> Tensor", 1),
        new ConvolutionOperator(
            "aten::conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], SymInt[2] padding=[0, "
            + "0], SymInt[2] output_padding=[0, 0], SymInt groups=1, SymInt[2] dilation=[1, 1]) -> Tensor", 2),
        new ConvolutionOperator(
            "aten::conv_transpose3d.input(Tensor input, Tensor weight, Tensor? bias=None, SymInt[3] stride=[1, 1, 1], "
            + "SymInt[3] padding=[0, 0, 0], SymInt[3] output_padding=[0, 0, 0], SymInt groups=1, SymInt[3] dilation=[1, 1, 1]) -> Tensor",
            3),
        new ConvolutionOperator(
            "aten::convolution(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding, SymInt[] dilation, "
            + "bool transposed, SymInt[] output_padding, SymInt groups) -> Tensor", null),
        new ConvolutionOperator(
            "aten::_convolution(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding, SymInt[] dilation, "
            + "bool transposed, SymInt[] output_padding, SymInt groups, bool benchmark, bool deterministic, bool cudnn_enabled, "
            + "bool allow_tf32) -> Tensor", null),
    ];

    /// <param name="schema">PyTorch's schema.</param>
    /// <param name="spatial">Spatial dims; null where they follow from the operand's rank. The batch dim may be missing where they
    /// don't.</param>
    private sealed class ConvolutionOperator(string schema, int? spatial) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (input, weight) = (context.Tensor("input"), context.Tensor("weight"));
            var dims = spatial ?? input.Rank - 2;
            var batched = input.Rank == dims + 2;
            if (dims is < 1 or > 3 || weight.Rank != dims + 2 || (input.Rank != dims + 1 && !batched))
            {
                throw context.Error(
                    $"takes [N, C, ...] with one to three spatial dims and a weight of the same rank, found {input} and {weight}.");
            }
            Products.RequireSame(context, input, weight);
            var groups = context.SymInt("groups");
            var transposed = IsTransposed(() => context.Bool("transposed"));
            var channels = input.Shape[batched ? 1 : 0];
            Products.RequireEqual(context, channels, transposed ? weight.Shape[0] : weight.Shape[1] * groups, input, weight);
            var outputs = transposed ? weight.Shape[1] * groups : weight.Shape[0];
            if (context.Refutes(SymBool.Ge(groups, 1))
                || context.Refutes(SymBool.Eq(SymInt.Mod(transposed ? weight.Shape[0] : outputs, groups), 0)))
            {
                throw context.Error($"the channels of {weight} can't be split into {groups} groups.");
            }
            Shapes.RequireVector(context, "bias", outputs);
            var stride = PerDim(context, "stride", dims);
            var dilation = PerDim(context, "dilation", dims);
            if (weight.Shape[2..].Any(s => context.Refutes(SymBool.Ge(s, 1))))
            {
                throw context.Error($"the kernel {weight} has no element.");
            }
            if (Schema.Overload != "padding" && PerDim(context, "padding", dims).Any(p => context.Refutes(SymBool.Ge(p, 0))))
            {
                throw context.Error("padding must be at least 0.");
            }
            var sizes = new SymInt[dims];
            for (var i = 0; i < dims; i++)
            {
                var (size, kernel) = (input.Shape[(batched ? 2 : 1) + i], weight.Shape[2 + i]);
                sizes[i] = transposed
                    ? ((size - 1) * stride[i]) - (2 * PerDim(context, "padding", dims)[i]) + (dilation[i] * (kernel - 1))
                        + PerDim(context, "output_padding", dims)[i] + 1
                    : Windows.Positions(size, kernel, stride[i], TotalPadding(context, dims, i, dilation[i] * (kernel - 1)), dilation[i]);
                if (new[] { stride[i], dilation[i] }.Any(s => context.Refutes(SymBool.Ge(s, 1)))
                    || context.Refutes(SymBool.Ge(sizes[i], transposed ? 0 : 1)))
                {
                    throw context.Error($"the kernel {weight} does not fit into {input}.");
                }
            }
            ImmutableArray<SymInt> batch = batched ? [input.Shape[0]] : [];
            ImmutableArray<SymInt> shape = [.. batch, outputs, .. sizes];
            return new TensorType(input.DType, shape, ImageLayout.Strides(context, shape, input, weight), input.Device);
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var (input, weight, bias) = (context.Tensor("input"), context.Tensor("weight"), context.OptionalTensor("bias"));
            if (!KernelCalls.IsFloat(input.DType) || (bias is not null && bias.DType != input.DType))
            {
                return null;
            }
            var (result, target) = context.StridedResult();
            var dims = spatial ?? input.Rank - 2;
            var batched = input.Rank == dims + 2;
            var transposed = IsTransposed(() => context.Bool("transposed"));
            var call = new KernelCallBuilder(context, input.DType);
            nint* Spatial(IReadOnlyCollection<SymInt> last, SymInt absent) => PlanePairs.Spatial(call, last, absent);
            var kernel = weight.Shape[2..];
            var dilation = PerDim(context, "dilation", dims);
            return call.Of(new ConvolutionCall<DType0>
            {
                X = call.Pointer<DType0>("input"),
                XBatch = call.Size(batched ? input.Strides[0] : 0),
                XChannel = call.Size(input.Strides[^(dims + 1)]),
                XStrides = Spatial(input.Strides[^dims..], 0),
                Weight = call.Pointer<DType0>("weight"),
                WeightStrides = call.Sizes(
                    [weight.Strides[0], weight.Strides[1], .. Enumerable.Repeat<SymInt>(0, 3 - dims), .. weight.Strides[2..]]),
                Bias = call.Pointer<DType0>("bias"),
                BiasStride = call.Size(bias?.Strides[0] ?? 0),
                Result = call.Pointer<DType0>(target),
                ResultBatch = call.Size(batched ? result.Strides[0] : 0),
                ResultChannel = call.Size(result.Strides[^(dims + 1)]),
                ResultStrides = Spatial(result.Strides[^dims..], 0),
                Batch = call.Size(batched ? input.Shape[0] : 1),
                Channels = call.Size(input.Shape[^(dims + 1)]),
                Outputs = call.Size(result.Shape[^(dims + 1)]),
                Groups = call.Size(context.SymInt("groups")),
                Sizes = Spatial(input.Shape[^dims..], 1),
                Kernel = Spatial(kernel, 1),
                Positions = Spatial(result.Shape[^dims..], 1),
                Steps = Spatial(PerDim(context, "stride", dims), 1),
                Padding = Spatial(
                    [.. Enumerable.Range(0, dims).Select(i => LeftPadding(context, dims, i, dilation[i] * (kernel[i] - 1)))], 0),
                Dilation = Spatial(dilation, 1),
                IsTransposed = transposed,
                Next = transposed ? null : call.Next(dims),
                NextState = transposed ? null : call.NextState(),
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (input, weight) = (context.Tensor("input"), context.Tensor("weight"));
            var dims = spatial ?? input.Rank - 2;
            var type = (TensorType)Infer(context.Types());
            var shape = type.Shape.Select(s => s.Constant).ToArray();
            var transposed = IsTransposed(() => context.Bool("transposed"));
            var window = new WindowDim[dims];
            for (var i = 0; i < dims; i++)
            {
                var (stride, dilation, kernel) =
                    (PerDim(context, "stride", dims)[i], PerDim(context, "dilation", dims)[i], weight.Shape[2 + i]);
                var (inner, outer) = (input.Shape[^(dims - i)], shape[^(dims - i)]);
                var padding = LeftPadding(context, dims, i, dilation * (kernel - 1));
                window[i] = transposed
                    ? new WindowDim(outer, inner, kernel, stride, padding, dilation)
                    : new WindowDim(inner, outer, kernel, stride, padding, dilation);
            }
            var compute = Pointwise.ComputeDType(input.DType);
            var batch = input.Rank == dims + 2 ? input.Shape[0] : 1;
            var operand = Cast.To(input, compute).Contiguous().View([batch, .. input.Shape[^(dims + 1)..]]);
            var factors = Cast.To(weight, compute).Contiguous();
            var product = transposed ? Transposed(operand, factors, context.Int("groups"), window)
                : Plain(operand, factors, context.Int("groups"), window);
            if (context.OptionalTensor("bias") is { } bias)
            {
                product = AddMm.Combine(product, Affine.OverChannels(bias, dims + 2)!, 1, 1);
            }
            return ImageLayout.Match(context, Cast.To(product, input.DType).View(shape), input, weight);
        }

        private static Tensor Plain(Tensor input, Tensor weight, long groups, WindowDim[] window)
        {
            var columns = Patches.Unfold(input, window);
            var (n, positions, outputs) = (input.Shape[0], columns.Shape[2], weight.Shape[0]);
            var inner = Layout.ElementCount(weight.Shape[1..]);
            var product = MatMul.Unrounded(weight.View(groups, outputs / groups, inner), columns.View(n, groups, inner, positions));
            return product.View([n, outputs, .. window.Select(w => w.Output)]);
        }

        // Each element contributes the whole kernel, scaled: the matrix product of a convolution read backwards.
        private static Tensor Transposed(Tensor input, Tensor weight, long groups, WindowDim[] window)
        {
            var (n, channels, outputs) = (input.Shape[0], input.Shape[1], weight.Shape[1] * groups);
            var (perGroup, positions) = (channels / groups, Layout.ElementCount(input.Shape[2..]));
            var inner = Layout.ElementCount(weight.Shape[1..]);
            var factors = weight.View(groups, perGroup, inner);
            var columns = MatMul.Unrounded(
                factors.AsStrided([groups, inner, perGroup], [perGroup * inner, 1, inner], factors.Offset),
                input.View(n, groups, perGroup, positions));
            return Patches.Fold(columns.View(n, groups * inner, positions), outputs, window);
        }

        private static SymInt[] PerDim(InferenceContext context, string name, int dims) =>
            Windows.PerDim(context.SymInts(name), dims, name, context.Error);

        private static long[] PerDim(EvaluationContext context, string name, int dims) =>
            Windows.PerDim(context.Ints(name), dims, name, context.Error);

        private bool IsTransposed(Func<bool> argument) =>
            Schema.HasArgument("transposed") ? argument() : Schema.BaseName.StartsWith("conv_transpose", StringComparison.Ordinal);

        // "same" keeps the size: the kernel's overhang is split, the odd element comes after the end.
        private SymInt TotalPadding(InferenceContext context, int dims, int dim, SymInt overhang)
        {
            if (Schema.Overload != "padding")
            {
                return 2 * PerDim(context, "padding", dims)[dim];
            }
            return context.String("padding") switch
            {
                "valid" => 0,
                "same" when PerDim(context, "stride", dims).All(Shapes.IsOne) => overhang,
                "same" => throw context.Error("padding 'same' needs stride 1."),
                var other => throw context.Error($"there is no padding '{other}'; use 'same' or 'valid'."),
            };
        }

        private SymInt LeftPadding(InferenceContext context, int dims, int dim, SymInt overhang) =>
            Schema.Overload != "padding" ? PerDim(context, "padding", dims)[dim]
            : context.String("padding") == "same" ? SymInt.FloorDiv(overhang, 2) : 0;

        private long LeftPadding(EvaluationContext context, int dims, int dim, long overhang) =>
            Schema.Overload != "padding" ? PerDim(context, "padding", dims)[dim] : context.String("padding") == "same" ? overhang / 2 : 0;
    }
}
