using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

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
        public override IEnumerable<OperatorSample> Samples => Name switch
        {
            "aten::any.default" =>
            [
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(true)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(false)),
                OperatorSample.Of(Tensor.From([float.NaN], 1)).Gives(Tensor.Scalar(true)).Showing("NaN is not zero"),
                OperatorSample.Of(Cast.To(Tensor.From([0, 0, 3], 3), DType.U8)).Gives(Cast.To(Tensor.Scalar(1), DType.U8))
                    .Showing("u8 stays u8"),
            ],
            "aten::any.dim" =>
            [
                OperatorSample.Of(Tensor.From([0f, 0, 0, 2], 2, 2), 1L).Gives(Tensor.From([false, true], 2)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 0L, true)
                    .Gives(Tensor.From([true, true, true], 1, 3)),
                OperatorSample.Of(Tensor.Scalar(2f), -1L).Gives(Tensor.Scalar(true)),
            ],
            "aten::any.dims" =>
            [
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints(0, 1)).Gives(Tensor.Scalar(true)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.None, true)
                    .Gives(Tensor.From([true], 1, 1)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints())
                    .Gives(Tensor.From([false, false, true, true, true, true], 2, 3)).Showing("an empty list reduces nothing"),
            ],
            "aten::all.default" =>
            [
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(false)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(true)),
                OperatorSample.Of(Tensor.From([1f, -0f], 2)).Gives(Tensor.Scalar(false)),
            ],
            "aten::all.dim" =>
            [
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 1L, true)
                    .Gives(Tensor.From([false, true], 2, 1)),
                OperatorSample.Of(Cast.To(Tensor.From([1, 0, 1, 2], 2, 2), DType.U8), 0L).Gives(Cast.To(Tensor.From([1, 0], 2), DType.U8)),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints(0))
                    .Gives(Tensor.From([false, false, true], 3)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints(), true)
                    .Gives(Tensor.From([false, false, true, true, true, true], 2, 3)),
            ],
        };

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
