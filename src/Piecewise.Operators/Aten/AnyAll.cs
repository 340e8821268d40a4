using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Whether any, or every, element is not zero; bool, but u8 for u8. Source: <c>torch.any</c>, <c>torch.all</c>.</summary>
internal sealed class AnyAll : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new AnyOperator("aten::any(Tensor self) -> Tensor", all: false),
        new AnyOperator("aten::any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor", all: false),
        new AnyOperator("aten::any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor", all: false),
        new AnyOperator("aten::all(Tensor self) -> Tensor", all: true),
        new AnyOperator("aten::all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor", all: true),
        new AnyOperator("aten::all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor", all: true),
    ];

    private sealed class AnyOperator(string schema, bool all) : ReductionOperator(schema)
    {
        protected override bool EmptyDimsMeanNone => Schema.Overload == "dims";

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            [self == DType.U8 ? DType.U8 : DType.Bool];

        // As 0 and 1, of which the vectors of loops find the largest and the smallest; of nothing these are infinite.
        protected override ScalarExpression PrepareElement(ScalarExpression self, DType result) => self.As(DType.Bool).As(DType.F32);

        protected override ScalarExpression? Row(ScalarExpression x, SymInt count) =>
            ScalarExpression.Call(ScalarFunction.Greater, x.Reduce(all ? RowReduction.Min : RowReduction.Max), x.Constant(0));

        protected override Tensor Prepare(Tensor self, DType result) => Cast.To(self, DType.Bool);

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) =>
            [Rows.Reduce<Kernel, bool, bool>(rows, new Kernel(all))];
    }

    private readonly struct Kernel(bool all) : IRowReduction<bool, bool>
    {
        public bool Invoke(ReadOnlySpan<bool> row) => all ? !row.Contains(false) : row.Contains(true);
    }
}
