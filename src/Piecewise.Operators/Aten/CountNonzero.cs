using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

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
        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) => [DType.I64];

        protected override Tensor Prepare(Tensor self, DType result) => Cast.To(self, DType.Bool);

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [Rows.Reduce<Kernel, bool, long>(rows, default)];
    }

    private readonly struct Kernel : IRowReduction<bool, long>
    {
        public long Invoke(ReadOnlySpan<bool> row) => row.Count(true);
    }
}
