using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Torchvision;

/// <summary>
/// Regions of images as grids of the same size. Source: <c>torchvision.ops.roi_align</c>, <c>roi_pool</c>, <c>ps_roi_align</c>.
/// </summary>
internal sealed class RegionPools : IOperatorSource
{
    private const string Head = "(Tensor input, Tensor rois, float spatial_scale, SymInt pooled_height, SymInt pooled_width";

    public IEnumerable<Operator> Create() =>
    [
        new RegionOperator($"torchvision::roi_align{Head}, int sampling_ratio, bool aligned) -> Tensor"),
        new RegionOperator($"torchvision::ps_roi_align{Head}, int sampling_ratio) -> (Tensor, Tensor)"),
        new RegionOperator($"torchvision::roi_pool{Head}) -> (Tensor, Tensor)"),
    ];

    private sealed class RegionOperator(string schema) : Operator(schema)
    {
        // Samples along a cell's side: more have no use, and could be any number.
        private const long MaxSamples = 1 << 12;

        private bool IsMax => Schema.BaseName == "roi_pool";

        private bool HasCellChannels => Schema.BaseName == "ps_roi_align";

        public override NodeType Infer(InferenceContext context)
        {
            var (input, rois) = (context.Tensor("input"), context.Tensor("rois"));
            if (input.Rank != 4 || rois.Rank != 2 || input.DType is not (DType.F32 or DType.F64 or DType.F16))
            {
                throw context.Error($"takes images [N, C, H, W] of f32, f64 or f16 and regions [K, 5], found {input} and {rois}.");
            }
            Products.RequireSame(context, input, rois);
            Products.RequireEqual(context, rois.Shape[1], 5, input, rois);
            var (rows, columns) = (context.SymInt("pooled_height"), context.SymInt("pooled_width"));
            if (input.Shape[2..].Concat([rows, columns]).Any(s => context.Refutes(SymBool.Ge(s, 1))))
            {
                throw context.Error($"makes grids [{rows}, {columns}] of {input}, where no size may be 0.");
            }
            if (!IsMax && context.Int("sampling_ratio") > MaxSamples)
            {
                throw context.Error($"takes {MaxSamples} samples along a side of a cell at most, not {context.Int("sampling_ratio")}.");
            }
            var channels = input.Shape[1];
            if (HasCellChannels)
            {
                var cells = rows * columns;
                if (context.Refutes(SymBool.Eq(SymInt.Mod(channels, cells), 0)))
                {
                    throw context.Error($"{channels} channels are no multiple of {rows} · {columns} cells.");
                }
                channels = SymInt.FloorDiv(channels, cells);
            }
            var result = input.WithShape([rois.Shape[0], channels, rows, columns]);
            return Schema.Results.Length == 1 ? result : new TupleType([result, result.WithDType(DType.I32)]);
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            if (IsMax || HasCellChannels || context.RowMajorResult() is not { } target
                || KernelCalls.Number(context, "spatial_scale") is not { } scale)
            {
                return null;
            }
            var (images, regions) = (context.Tensor("input"), context.Tensor("rois"));
            var call = new KernelCallBuilder(context, images.DType);
            return call.Of(new RegionsCall<DType0>
            {
                X = call.Pointer<DType0>("input"),
                XImage = call.Size(images.Strides[0]),
                XChannel = call.Size(images.Strides[1]),
                XRow = call.Size(images.Strides[2]),
                XColumn = call.Size(images.Strides[3]),
                Images = call.Size(images.Shape[0]),
                Channels = call.Size(images.Shape[1]),
                Height = call.Size(images.Shape[2]),
                Width = call.Size(images.Shape[3]),
                Regions = call.Pointer<DType0>("rois"),
                RegionRow = call.Size(regions.Strides[0]),
                RegionColumn = call.Size(regions.Strides[1]),
                Count = call.Size(regions.Shape[0]),
                Scale = scale,
                Rows = call.Size(context.SymInt("pooled_height")),
                Columns = call.Size(context.SymInt("pooled_width")),
                Samples = (nint)context.Int("sampling_ratio"),
                IsAligned = context.Bool("aligned"),
                Result = call.Pointer<DType0>(target),
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var dtype = context.Tensor("input").DType;
            return dtype == DType.F64 ? Pooled<double>(context, dtype) : Pooled<float>(context, dtype);
        }

        private Value Pooled<T>(EvaluationContext context, DType dtype) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var compute = Tensor.DTypeOf<T>();
            var (images, regions) =
                (Cast.To(context.Tensor("input"), compute).Contiguous(), Cast.To(context.Tensor("rois"), compute).Contiguous());
            Check(context, regions.ReadSpan<T>(), images.Shape[0]);
            var (rows, columns) = (checked((int)context.Int("pooled_height")), checked((int)context.Int("pooled_width")));
            var pooling = new RegionPooling<T>(images, regions, context.Float("spatial_scale"), rows, columns);
            if (IsMax)
            {
                var (values, places) = pooling.Max();
                return Value.List(Cast.To(values, dtype), places);
            }
            var aligned = Schema.HasArgument("aligned") && context.Bool("aligned");
            var result = Cast.To(pooling.Align(context.Int("sampling_ratio"), aligned, HasCellChannels), dtype);
            return HasCellChannels ? Value.List(result, Channels(result.Shape.ToArray())) : result;
        }

        // Which channel each element was made of.
        private static Tensor Channels(long[] shape)
        {
            var result = Tensor.Zeros(DType.I32, shape);
            var perRegion = (int)Layout.ElementCount(shape.AsSpan()[1..]);
            var channels = result.AsSpan<int>();
            for (var i = 0; i < channels.Length; i++)
            {
                channels[i] = i % perRegion;
            }
            return result;
        }

        private static void Check<T>(EvaluationContext context, ReadOnlySpan<T> regions, long images)
            where T : IBinaryFloatingPointIeee754<T>
        {
            for (var i = 0; i < regions.Length; i += 5)
            {
                // PyTorch rounds towards zero.
                if (!(regions[i] > -T.One && images > 0 && regions[i] < T.CreateTruncating(images)))
                {
                    throw context.Error($"region {i / 5} is of image {regions[i]}, and there are {images}.");
                }
            }
        }
    }
}
