using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Sequences, images and volumes [N, C, ...] at another resolution. Source: <c>torch.nn.functional.interpolate</c>.
/// </summary>
internal sealed class Upsample : IOperatorSource
{
    private static readonly string[][] Factors = [["scales"], ["scales_h", "scales_w"], ["scales_d", "scales_h", "scales_w"]];

    public IEnumerable<Operator> Create() =>
    [
        .. Enumerable.Range(1, 3).SelectMany(d => Nearest($"upsample_nearest{d}d", d, SamplingMode.Nearest)),
        .. Enumerable.Range(1, 3).SelectMany(d => Nearest($"_upsample_nearest_exact{d}d", d, SamplingMode.NearestExact)),
        .. Weighted("upsample_linear1d", 1, SamplingMode.Linear),
        .. Weighted("upsample_bilinear2d", 2, SamplingMode.Linear),
        .. Weighted("upsample_trilinear3d", 3, SamplingMode.Linear),
        .. Weighted("upsample_bicubic2d", 2, SamplingMode.Cubic),
        .. Weighted("_upsample_bilinear2d_aa", 2, SamplingMode.SmoothLinear),
        .. Weighted("_upsample_bicubic2d_aa", 2, SamplingMode.SmoothCubic),
        .. Weighted("_upsample_lanczos2d_aa", 2, SamplingMode.SmoothLanczos),
    ];

    private static IEnumerable<Operator> Nearest(string name, int dims, SamplingMode mode) => Both(name, dims, "", mode);

    private static IEnumerable<Operator> Weighted(string name, int dims, SamplingMode mode) =>
        Both(name, dims, " bool align_corners,", mode);

    private static IEnumerable<Operator> Both(string name, int dims, string corners, SamplingMode mode) =>
    [
        new UpsampleOperator(
            $"aten::{name}(Tensor self, SymInt[{dims}] output_size,{corners} "
            + $"{string.Join(", ", Factors[dims - 1].Select(f => $"float? {f}=None"))}) -> Tensor", "self", dims, mode),
        new UpsampleOperator(
            $"aten::{name}.vec(Tensor input, SymInt[]? output_size,{corners} float[]? scale_factors) -> Tensor", "input", dims, mode),
    ];

    private sealed class UpsampleOperator(string schema, string operand, int dims, SamplingMode mode) : Operator(schema)
    {
        private bool IsNearest => mode is SamplingMode.Nearest or SamplingMode.NearestExact;

        private bool IsSmooth => mode >= SamplingMode.SmoothLinear;

        public override NodeType Infer(InferenceContext context)
        {
            var input = context.Tensor(operand);
            Products.RequireRank(context, input, dims + 2);
            if (!(input.DType.IsFloat() && (!IsSmooth || input.DType is DType.F32 or DType.F64)) && !(IsNearest && input.DType == DType.U8))
            {
                throw context.Error($"takes {(IsSmooth ? "f32 or f64" : IsNearest ? "floats or u8" : "floats")}, found {input}.");
            }
            ImmutableArray<SymInt> sizes = context.IsNone("output_size")
                ? [.. Enumerable.Range(0, dims).Select(d => Scaled(context, input.Shape[d + 2], d))]
                : [.. Windows.PerDim(context.SymInts("output_size"), dims, "output_size", context.Error)];
            if (input.Shape[2..].Concat(sizes).Any(s => context.Refutes(SymBool.Ge(s, 1))))
            {
                throw context.Error($"makes [{string.Join(", ", sizes)}] of {input}, where every size has to be 1 or more.");
            }
            if (Schema.HasArgument("align_corners"))
            {
                context.Bool("align_corners");
            }
            ImmutableArray<SymInt> shape = [input.Shape[0], input.Shape[1], .. sizes];
            return input.WithShape(shape, ImageLayout.Strides(context, shape, input));
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var input = context.Tensor(operand);
            if (mode > SamplingMode.Cubic || !KernelCalls.IsFloat(input.DType))
            {
                return null;
            }
            var factors = new double[3];
            for (var dim = 0; dim < dims; dim++)
            {
                if (Factor(context, dim) is not { } factor)
                {
                    return null;
                }
                factors[3 - dims + dim] = factor;
            }
            var call = new KernelCallBuilder(context, input.DType);
            return call.Of(new ResampleCall<DType0>
            {
                Tensors = PlanePairs.Of(call, context, operand, dims),
                Dims = dims,
                Mode = (nint)mode,
                AlignCorners = Schema.HasArgument("align_corners") && context.Bool("align_corners"),
                DepthFactor = factors[0],
                HeightFactor = factors[1],
                WidthFactor = factors[2],
            });
        }

        // 0 for what follows from the sizes; null for what is no literal.
        private double? Factor(InferenceContext context, int dim)
        {
            var given = Schema.Overload != "vec" ? context[Factors[dims - 1][dim]]
                : context["scale_factors"] is ListArgument { Items: var items } ? items[dim] : Argument.None;
            return given switch
            {
                NoneArgument => 0,
                FloatArgument { Value: var value } => Math.Max(value, 0),
                IntArgument { Value: var value } => Math.Max(value, 0),
                _ => null,
            };
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
            var result = input.DType == DType.F64 ? Sampled<double>(context, input, shape) : Sampled<float>(context, input, shape);
            return ImageLayout.Match(context, result, input);
        }

        private Tensor Sampled<T>(EvaluationContext context, Tensor input, long[] shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var x = IsNearest ? input : Cast.To(input, Pointwise.ComputeDType(input.DType)).Contiguous();
            // From the last dim on, as weights are applied in PyTorch.
            for (var dim = shape.Length - 1; dim >= 2; dim--)
            {
                var sampling = new Sampling<T>(
                    mode, input.Shape[dim], shape[dim], Schema.HasArgument("align_corners") && context.Bool("align_corners"),
                    Factor(context, dim - 2));
                x = !IsNearest ? Resampling.Along(x, dim, sampling)
                    : Indexing.SlicesAt(x, dim, [.. Enumerable.Range(0, (int)shape[dim]).Select(p => sampling.NearestTo(p))]);
            }
            return Cast.To(x, input.DType);
        }

        private SymInt Scaled(InferenceContext context, SymInt size, int dim)
        {
            var factor = context["scale_factors"] is ListArgument { Items: var items } && items.Length == dims
                ? items[dim] switch
                {
                    FloatArgument a => a.Value,
                    IntArgument a => a.Value,
                    _ => throw context.Error("scale factors must be literals.")
                }
                : throw context.Error($"takes either an output size or {dims} scale factors.");
            if (size.TryGetConstant(out var known))
            {
                var scaled = known * factor;
                return Math.Abs(scaled) < 1L << 53 ? (long)scaled : throw context.Error($"{known} elements can't become {scaled}.");
            }
            // What PyTorch rounds, or says that it does (of a bicubic result always), is told by no expression of ours: the size is known
            // when the call is run.
            return factor == Math.Floor(factor) && Math.Abs(factor) < 1L << 32 && mode != SamplingMode.Cubic
                ? size * (long)factor
                : context.Shapes.NewUnbacked(Interval.AtLeast(1));
        }

        private double? Factor(EvaluationContext context, int dim) => Schema.Overload != "vec"
            ? context.OptionalFloat(Factors[dims - 1][dim])
            : context.IsNone("scale_factors") ? null : context["scale_factors"].Items[dim].Scalar.ToDouble();
    }
}
