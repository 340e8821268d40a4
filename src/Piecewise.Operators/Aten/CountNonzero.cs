using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>How many elements are not zero; NaN is not. Source: <c>torch.count_nonzero</c>.</summary>
internal sealed class CountNonzero : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new CountOperator("aten::count_nonzero(Tensor self, int? dim=None) -> Tensor"),
        new CountOperator("aten::count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor"),
    ];

    private sealed class CountOperator(string schema) : ReductionOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.Overload switch
        {
            "default" =>
            [
                OperatorSample.Of(Tensor.From([0f, float.NaN, 1, 0, float.NaN, 1], 2, 3)).Gives(Tensor.Scalar(4L)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 0L).Gives(Tensor.From([1L, 1, 2], 3)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0), -1L).Gives(Tensor.From([0L, 0], 2)),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5, 6, 7], 2, 2, 2), Value.Ints(0, 2)).Gives(Tensor.From([3L, 4], 2)),
                OperatorSample.Of(Tensor.From([0L, 1, 2, 3, 4, 5], 2, 3), Value.Ints()).Gives(Tensor.Scalar(5L)),
            ],
        };

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) => [DType.I64];

        protected override Tensor Prepare(Tensor self, DType result) => Cast.To(self, DType.Bool);

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [Rows.Reduce<Kernel, bool, long>(rows, default)];
    }

    private readonly struct Kernel : IRowReduction<bool, long>
    {
        public long Invoke(ReadOnlySpan<bool> row) => row.Count(true);
    }
}
