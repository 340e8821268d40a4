using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Any layout over the memory of a tensor, as a view, and the inverse that replaces what it shows. The offset counts from the beginning of
/// the storage. Source: <c>torch.as_strided</c>, <c>torch.as_strided_scatter</c>.
/// </summary>
internal sealed class AsStrided : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var view = new AsStridedOperator(
            "aten::as_strided(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor(a)");
        return
        [
            view, new AsStridedScatterOperator(),
            new ViewCopyOperator(
                "aten::as_strided_copy(Tensor self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor", view),
            // It changes a handle, not an element, and an exported program takes its result from then on: a view for us.
            new AsStridedOperator(
                "aten::as_strided_(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor(a)"),
        ];
    }

    private static TensorType TypeOf(InferenceContext context)
    {
        var (size, stride) = (context.SymInts("size"), context.SymInts("stride"));
        StridedRules.Check(context, size, stride, context.OptionalSymInt("storage_offset"));
        // Whether the last element lies in the storage is known where the storage is: in functionalization, and when it runs.
        StridedRules.Last(context, size, stride, context.OptionalSymInt("storage_offset") ?? 0);
        return context.Tensor("self").WithShape(size, stride);
    }

    private static Tensor Over(EvaluationContext context, Tensor self) =>
        self.AsStrided(context.Ints("size"), context.Ints("stride"), context.OptionalInt("storage_offset") ?? self.Offset);

    private sealed class AsStridedOperator(string schema) : ViewOperator(schema)
    {
        public override bool SeesStorage => true;

        public override NodeType Infer(InferenceContext context) => TypeOf(context);

        public override Value Evaluate(EvaluationContext context) => Over(context, context.Tensor("self"));

        // The functional form is over the whole storage, not over what is viewed: see StridedRow.
        public override Node Scatter(ScatterContext context) =>
            throw new NotSupportedException($"%{context.View.Name} depends on the place of elements in their storage");
    }

    private sealed class AsStridedScatterOperator()
        : Operator(
            "aten::as_strided_scatter(Tensor self, Tensor src, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor")
    {
        public override bool SeesStorage => true;

        public override NodeType Infer(InferenceContext context)
        {
            var (shown, source) = (TypeOf(context).Shape, context.Tensor("src"));
            var differ = shown.Length != source.Rank
                || shown.Zip(source.Shape).Any(p => context.Refutes(SymBool.Eq(p.First, p.Second)));
            return !differ
                ? context.Tensor("self")
                : throw context.Error($"src must have the shape [{string.Join(", ", shown)}] of the part that it replaces, not {source}.");
        }

        // The whole storage is copied, because the view may show elements that self does not.
        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var all = new Tensor(self.Storage, self.DType, [self.Storage.ByteLength / self.DType.Size()], [1], 0);
            var result = all.Clone().AsStrided(self.Shape, self.Strides, self.Offset);
            Assignment.Write(Over(context, result), context.Tensor("src"));
            return result;
        }
    }
}
