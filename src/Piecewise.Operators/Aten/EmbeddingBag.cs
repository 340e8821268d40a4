using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Rows of a table, by indices, as one row for each bag of them: their sum, mean or maximum. Besides, which bag each index belongs to, how
/// many count in each bag (zeros for sums), and of maxima which index gave them (else what counts again).
/// Source: <c>torch.nn.functional.embedding_bag</c>.
/// </summary>
internal sealed class EmbeddingBag : IOperatorSource
{
    private const string Head = "(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq=False, int mode=0, "
        + "bool sparse=False, Tensor? per_sample_weights=None, bool include_last_offset=False";

    private const string Results = " -> (Tensor, Tensor, Tensor, Tensor)";

    public IEnumerable<Operator> Create() =>
    [
        new BagOperator($"aten::embedding_bag{Head}){Results}"),
        new BagOperator(
            "aten::embedding_bag.padding_idx(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq, int mode, "
            + $"bool sparse, Tensor? per_sample_weights, bool include_last_offset, int? padding_idx){Results}"),
        new BagOperator($"aten::_embedding_bag{Head}, int padding_idx=-1){Results}"),
        new BagOperator($"aten::_embedding_bag_forward_only{Head}, int padding_idx=-1){Results}"),
    ];

    private enum Mode : byte { Sum, Mean, Max }

    private sealed class BagOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (weight, indices, offsets) = (context.Tensor("weight"), context.Tensor("indices"), context.Tensor("offsets"));
            if (weight.Rank != 2 || !weight.DType.IsFloat() || indices.Rank != 1 || offsets.Rank != 1
                || !KernelCalls.IsIndex(indices.DType) || !KernelCalls.IsIndex(offsets.DType))
            {
                throw context.Error(
                    $"takes a matrix of floats and vectors of indices and offsets, found {weight}, {indices} and {offsets}.");
            }
            var mode = ModeOf(context.Int("mode"), context.Error);
            // What training asks for.
            context.Bool("scale_grad_by_freq");
            context.Bool("sparse");
            var skipped = PaddingIndex(Schema.HasArgument("padding_idx") ? context.OptionalInt("padding_idx") : null, 0);
            var factors = context.OptionalTensor("per_sample_weights");
            if (factors is not null && (mode != Mode.Sum || factors.DType != weight.DType || factors.Rank != 1
                || context.Refutes(SymBool.Eq(factors.Shape[0], indices.Shape[0]))))
            {
                throw context.Error($"only sums take weights, a number of {weight.DType.TextName()} for each index, found {factors}.");
            }
            var bags = offsets.Shape[0];
            if (context.Bool("include_last_offset"))
            {
                if (context.Refutes(SymBool.Ge(bags, 1)))
                {
                    throw context.Error("takes the last offset too, found none.");
                }
                bags -= 1;
            }
            var index = offsets.DType == indices.DType ? indices.DType : DType.I64;
            // PyTorch's fast sums do not tell indices' bags.
            var isFast = mode == Mode.Sum && weight.DType is DType.F32 or DType.F16 && Shapes.AreEqual(context, weight.Strides[1], 1)
                && skipped is null && (factors is null || Shapes.AreEqual(context, factors.Strides[0], 1));
            TensorType Indices(params SymInt[] shape) => new(index, [.. shape], device: weight.Device);
            return new TupleType(
            [
                weight.WithShape([bags, weight.Shape[1]]), Indices(isFast ? 0 : indices.Shape[0]), Indices(bags),
                mode == Mode.Max ? Indices(bags, weight.Shape[1]) : Indices(bags),
            ]);
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var (weight, indices, offsets) = (context.Tensor("weight"), context.Tensor("indices"), context.Tensor("offsets"));
            var factors = context.OptionalTensor("per_sample_weights");
            KernelArgument[] results = [.. Enumerable.Range(0, 4).Select(context.RowMajorResult).OfType<KernelArgument>()];
            if (!KernelCalls.IsFloat(weight.DType) || offsets.DType != indices.DType || results.Length < 4)
            {
                return null;
            }
            var given = Schema.HasArgument("padding_idx") ? context.OptionalInt("padding_idx") : null;
            var counted = given is { } n && n < 0 && Schema.Overload == "padding_idx" ? weight.Shape[0] + n : (SymInt)(given ?? -1);
            var call = new KernelCallBuilder(context, weight.DType, indices.DType);
            return call.Of(new BagsCall<DType0, DType1>
            {
                Table = call.Pointer<DType0>("weight"),
                TableRow = call.Size(weight.Strides[0]),
                TableColumn = call.Size(weight.Strides[1]),
                Indices = call.Pointer<DType1>("indices"),
                IndexStride = call.Size(indices.Strides[0]),
                Offsets = call.Pointer<DType1>("offsets"),
                OffsetStride = call.Size(offsets.Strides[0]),
                OffsetCount = call.Size(offsets.Shape[0]),
                Factors = call.Pointer<DType0>("per_sample_weights"),
                FactorStride = call.Size(factors?.Strides[0] ?? 0),
                Padding = call.Size(counted),
                Mode = (nint)context.Int("mode"),
                Size = call.Size(weight.Shape[0]),
                Width = call.Size(weight.Shape[1]),
                Count = call.Size(indices.Shape[0]),
                Bags = call.Size(context.Result().Shape[0]),
                Result = call.Pointer<DType0>(results[0]),
                Owners = call.Pointer<DType1>(results[1]),
                OwnerCount = call.Size(context.Result(1).Shape[0]),
                Counts = call.Pointer<DType1>(results[2]),
                Chosen = call.Pointer<DType1>(results[3]),
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (weight, indices) = (context.Tensor("weight"), context.Tensor("indices"));
            var types = ((TupleType)Infer(context.Types())).Items;
            var results = types.Select(Operators.Results.Allocate).ToArray();
            var mode = ModeOf(context.Int("mode"), context.Error);
            var (bags, width) = (results[0].Shape[0], (int)weight.Shape[1]);
            var starts = Cast.To(context.Tensor("offsets"), DType.I64).ToArray<long>();
            CheckOffsets(context, starts, indices.Shape[0]);
            var padding = PaddingIndex(
                Schema.HasArgument("padding_idx") ? context.OptionalInt("padding_idx") : null, weight.Shape[0]);
            if (padding >= weight.Shape[0])
            {
                throw context.Error($"padding_idx {padding} is not in the table of {weight.Shape[0]} rows.");
            }
            var compute = Pointwise.ComputeDType(weight.DType);
            var rows = Tensor.Zeros(weight.DType, indices.Shape[0], width);
            Indexing.Slices(context, weight, 0, indices).CopyTo(rows);
            var elements = Cast.To(Cast.To(rows, compute), DType.F64).ToArray<double>();
            var factors = context.OptionalTensor("per_sample_weights") is { } f ? Cast.To(f, DType.F64).ToArray<double>() : null;
            var names = Cast.To(indices, DType.I64).ToArray<long>();
            var (sums, chosen) = (new double[bags * width], new long[bags * width]);
            var (counts, owners) = (new long[bags], new long[names.Length]);
            for (var bag = 0; bag < bags; bag++)
            {
                var end = bag + 1 < starts.Length ? starts[bag + 1] : names.Length;
                var target = sums.AsSpan(bag * width, width);
                for (var i = starts[bag]; i < end; i++)
                {
                    owners[i] = bag;
                    if (names[i] != padding)
                    {
                        Take(elements.AsSpan((int)i * width, width), factors?[i] ?? 1, target, mode, counts[bag] == 0,
                            chosen.AsSpan(bag * width, width), names[i]);
                        counts[bag]++;
                    }
                }
                for (var i = 0; i < width && mode == Mode.Mean && counts[bag] > 0; i++)
                {
                    target[i] /= counts[bag];
                }
            }
            Fill(results[0], Cast.To(Tensor.From(sums, bags, width), compute));
            Fill(results[1], results[1].ElementCount == 0 ? results[1] : Tensor.From(owners, owners.Length));
            Fill(results[2], Tensor.From(mode == Mode.Sum ? new long[bags] : counts, bags));
            Fill(results[3], mode == Mode.Max ? Tensor.From(chosen, bags, width) : results[2]);
            return Value.List(results.Select(r => (Value)r));
        }

        private static void Take(
            ReadOnlySpan<double> row, double factor, Span<double> target, Mode mode, bool isFirst, Span<long> chosen, long name)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (mode != Mode.Max)
                {
                    target[i] += row[i] * factor;
                }
                else if (isFirst || row[i] > target[i])
                {
                    (target[i], chosen[i]) = (row[i], name);
                }
            }
        }

        private static void Fill(Tensor target, Tensor source) => Strided.Copy(Cast.To(source, target.DType), target);

        private static void CheckOffsets(EvaluationContext context, long[] starts, long count)
        {
            for (var i = 0; i < starts.Length; i++)
            {
                if (i == 0 ? starts[0] != 0 : starts[i] < starts[i - 1] || starts[i] > count)
                {
                    throw context.Error($"offsets begin at 0 and never fall, up to {count} indices; offset {i} is {starts[i]}.");
                }
            }
        }

        // Null where no index is left out. The oldest overload has none, another counts from the end, and others mean none by -1.
        private long? PaddingIndex(long? given, long rows) => given is null ? null
            : Schema.Overload == "padding_idx" ? (given < 0 ? given + rows : given)
            : given < 0 ? null : given;

        private static Mode ModeOf(long mode, Func<string, Exception> error) =>
            mode is >= 0 and <= 2 ? (Mode)mode : throw error($"there is no mode {mode}: 0 is sum, 1 mean, 2 max.");
    }
}
