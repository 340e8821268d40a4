using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>
/// A convolution of 8-bit integers with a constant weight, in two: the weight packed once, and the convolution, whose sums are exact, as
/// numbers by scales and a bias, or as levels again (docs/design/quantized-programs.md).
/// </summary>
internal sealed unsafe class IntegerConvolution : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new PackOperator(), new ConvolutionOperator()];

    private static IntegerFilters Filters(InferenceContext context, long outputs, long channels, IEnumerable<long> kernel, long groups) =>
        IntegerFilters.Of(outputs, channels, kernel, groups) ?? throw context.Error(
            $"takes outputs in {groups} groups, of up to {IntegerSums.LongestRow} elements each, found {outputs} of "
            + $"{string.Join(" × ", kernel.Prepend(channels))}.");

    private sealed class PackOperator()
        : Operator("piecewise::pack_integer_filters(Tensor weight, Tensor? scales, float scale, int groups) -> Tensor")
    {
        public override bool IsForLoad => true;

        public override NodeType Infer(InferenceContext context)
        {
            var weight = context.Tensor("weight");
            if (weight.Rank is < 3 or > 5 || weight.DType != DType.I8 || !weight.Shape.All(s => s.IsConstant))
            {
                throw context.Error($"takes [out, in, ...] of i8, of certain sizes, found {weight}.");
            }
            IntegerRules.RequireScales(context, weight.Shape[0]);
            return new TensorType(
                DType.U8, [(long)FiltersOf(context, [.. weight.Shape.Select(s => s.Constant)]).Bytes], device: weight.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var weight = context.Tensor("weight");
            var filters = FiltersOf(context.Types(), weight.Shape.ToArray());
            var result = Tensor.Zeros(DType.U8, filters.Bytes);
            IntegerPacking.Filters(weight.Contiguous().ToArray<sbyte>(), IntegerRules.Scales(context), filters, result.Pointer);
            GC.KeepAlive(result);
            return result;
        }

        private static IntegerFilters FiltersOf(InferenceContext context, long[] shape) =>
            Filters(context, shape[0], shape[1], shape[2..], context.Int("groups"));
    }

    private sealed class ConvolutionOperator() : Operator(
        "piecewise::integer_convolution(Tensor x, Tensor weight, Tensor? bias, float x_scale, int x_zero, int outputs, int[] kernel, "
        + $"int[] stride, int[] padding, int[] dilation, int groups, {IntegerRules.ResultArguments}) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, kernel) = (context.Tensor("x"), context.Ints("kernel"));
            var (outputs, groups) = (context.Int("outputs"), context.Int("groups"));
            IntegerRules.Require(context, outputs);
            if (x.Rank != kernel.Length + 2 || kernel.Length is < 1 or > 3 || groups < 1 || !x.Shape[1].TryGetConstant(out var channels)
                || channels % groups != 0 || context.DType("dtype") == DType.I32)
            {
                throw context.Error($"takes [N, C, ...] with one to three spatial dims and channels in {groups} groups, found {x}.");
            }
            var filters = Filters(context, outputs, channels / groups, kernel, groups);
            IntegerRules.RequireBytes(context, "weight", filters.Bytes);
            var (stride, padding, dilation) = (context.Ints("stride"), context.Ints("padding"), context.Ints("dilation"));
            if (stride.Length != kernel.Length || padding.Length != kernel.Length || dilation.Length != kernel.Length)
            {
                throw context.Error($"takes {kernel.Length} numbers for stride, padding and dilation.");
            }
            Windows.Check(context, kernel, stride, padding, dilation);
            var positions = kernel.Select(
                (k, i) => Windows.Positions(x.Shape[2 + i], k, stride[i], 2 * padding[i], dilation[i])).ToImmutableArray();
            return positions.Any(p => context.Refutes(SymBool.Ge(p, 1)))
                ? throw context.Error($"the kernel [{string.Join(", ", kernel)}] does not fit into {x}.")
                : new TensorType(context.DType("dtype"), [x.Shape[0], outputs, .. positions], device: x.Device);
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var (x, weight, bias) = (context.Tensor("x"), context.Tensor("weight"), context.OptionalTensor("bias"));
            if (!KernelCalls.HasDenseRows(context, weight) || (bias is not null && !KernelCalls.HasDenseRows(context, bias))
                || context.RowMajorResult() is not { } target)
            {
                return null;
            }
            var (result, kernel) = (context.Result(), context.Ints("kernel"));
            var (dims, call) = (kernel.Length, new KernelCallBuilder(context));
            nint* Spatial(IEnumerable<SymInt> last, SymInt absent) => PlanePairs.Spatial(call, [.. last], absent);
            return call.Of(new IntegerConvolutionCall
            {
                X = call.Pointer(KernelCalls.Pointer(context, "x")),
                XBatch = call.Size(x.Strides[0]),
                XChannel = call.Size(x.Strides[1]),
                XStrides = Spatial(x.Strides[2..], 0),
                IsSigned = x.DType == DType.I8,
                XScale = KernelCalls.Number(context, "x_scale")!.Value,
                XZero = (nint)context.Int("x_zero"),
                Weight = call.Pointer<byte>("weight"),
                Bias = call.Pointer<float>("bias"),
                Result = call.Pointer(target),
                Kind = IntegerRules.KindOf(context),
                Range = IntegerRules.RangeOf(context),
                Batch = call.Size(x.Shape[0]),
                Channels = call.Size(x.Shape[1]),
                Outputs = (nint)context.Int("outputs"),
                Groups = (nint)context.Int("groups"),
                Sizes = Spatial(x.Shape[2..], 1),
                Kernel = Spatial(Literals(kernel), 1),
                Positions = Spatial(result.Shape[2..], 1),
                Steps = Spatial(Literals(context.Ints("stride")), 1),
                Padding = Spatial(Literals(context.Ints("padding")), 0),
                Dilation = Spatial(Literals(context.Ints("dilation")), 1),
                Next = call.Next(dims),
                NextState = call.NextState(),
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (x, types) = (context.Tensor("x"), context.Types());
            var (groups, kernel) = (context.Int("groups"), Three(context.Ints("kernel"), 1));
            var filters = Filters(types, context.Int("outputs"), x.Shape[1] / groups, kernel, groups);
            long[] shape = [.. ((TensorType)Infer(types)).Shape.Select(s => s.Constant)];
            var (sizes, positions) = (Three(x.Shape[2..].ToArray(), 1), Three(shape[2..], 1));
            var (steps, padding) = (Three(context.Ints("stride"), 1), Three(context.Ints("padding"), 0));
            var (dilation, integers) = (Three(context.Ints("dilation"), 1), IntegerRules.Integers(x));
            var bytes = context.Tensor("weight").Contiguous().ToArray<byte>();
            var weight = Elements(bytes, filters);
            var scales = MemoryMarshal.Cast<byte, float>(bytes.AsSpan((int)filters.Scales));
            var bias = context.OptionalTensor("bias")?.Contiguous().ToArray<float>();
            var (zero, scale) = ((int)context.Int("x_zero"), (float)context.Float("x_scale"));
            var numbers = new float[Layout.ElementCount(shape)];
            var (count, elements) = (positions[0] * positions[1] * positions[2], sizes[0] * sizes[1] * sizes[2]);
            for (var at = 0; at < numbers.Length; at++)
            {
                var (image, output, place) = (at / count / shape[1], (int)(at / count % shape[1]), at % count);
                var first = (image * x.Shape[1]) + (output / filters.OutputsOfGroup * filters.Channels);
                var sum = 0;
                for (var tap = 0; tap < filters.Taps; tap++)
                {
                    if (Meets(place, tap) is { } met)
                    {
                        for (var channel = 0; channel < filters.Channels; channel++)
                        {
                            sum += (integers[((first + channel) * elements) + met] - zero)
                                * weight[(((output * filters.Channels) + channel) * filters.Taps) + tap];
                        }
                    }
                }
                numbers[at] = ((float)sum * (scale * scales[output])) + (bias?[output] ?? 0);
            }
            return IntegerRules.Result(context, numbers, shape);

            // The element of a channel that a position meets by a tap; null outside.
            long? Meets(long place, long tap)
            {
                var (met, factor) = (0L, 1L);
                for (var dim = 2; dim >= 0; dim--)
                {
                    (place, var p) = Math.DivRem(place, positions[dim]);
                    (tap, var t) = Math.DivRem(tap, kernel[dim]);
                    var from = (p * steps[dim]) + (t * dilation[dim]) - padding[dim];
                    if (from < 0 || from >= sizes[dim])
                    {
                        return null;
                    }
                    (met, factor) = (met + (from * factor), factor * sizes[dim]);
                }
                return met;
            }
        }

        private static sbyte[] Elements(byte[] bytes, IntegerFilters filters)
        {
            var elements = new sbyte[filters.Outputs * filters.Channels * filters.Taps];
            for (var i = 0; i < elements.Length; i++)
            {
                var (outer, tap) = Math.DivRem(i, (int)filters.Taps);
                var place = (int)filters.Place(outer / (int)filters.Channels, outer % (int)filters.Channels, tap);
                elements[i] = filters.AreFilters ? (sbyte)BitConverter.ToSingle(bytes, place) : (sbyte)bytes[place];
            }
            return elements;
        }

        private static long[] Three(IReadOnlyCollection<long> last, long absent) =>
            [.. Enumerable.Repeat(absent, 3 - last.Count), .. last];

        private static IEnumerable<SymInt> Literals(ImmutableArray<long> numbers) => numbers.Select(n => (SymInt)n);
    }
}
