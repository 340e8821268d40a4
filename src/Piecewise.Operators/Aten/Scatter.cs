using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Elements along a dim, one for each place of an index tensor, replaced or combined with others. Where an element is named twice the last
/// value is kept; sums are rounded after each step. Source: <c>torch.scatter</c>, <c>torch.scatter_add</c>, <c>torch.scatter_reduce</c>.
/// </summary>
internal sealed class Scatter : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        foreach (var (name, arguments) in new[]
        {
            ("scatter{0}.src", "int dim, Tensor index, Tensor src"),
            ("scatter{0}.value", "int dim, Tensor index, Scalar value"),
            ("scatter{0}.reduce", "int dim, Tensor index, Tensor src, *, str reduce"),
            ("scatter{0}.value_reduce", "int dim, Tensor index, Scalar value, *, str reduce"),
            ("scatter_add{0}", "int dim, Tensor index, Tensor src"),
            ("scatter_reduce{0}.two", "int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True"),
        })
        {
            var scatter = new ScatterOperator($"aten::{name.Replace("{0}", "", StringComparison.Ordinal)}(Tensor self, {arguments}) -> Tensor");
            yield return scatter;
            yield return new InPlaceOperator($"aten::{name.Replace("{0}", "_", StringComparison.Ordinal)}(Tensor(a!) self, {arguments}) -> Tensor(a!)", scatter)
            {
                Kernel = scatter.Schema.BaseName == "scatter" && !scatter.Schema.HasArgument("reduce") ? c => IndexKernelCalls.Scatter(c, copies: false) : null,
            };
        }
    }

    private sealed class ScatterOperator(string schema) : IndexedUpdateOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Name switch
        {
            "aten::scatter.src" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([2L, 0, 1, 1], 2, 2), Tensor.From([7f, 8, 0, 9, 10, 0], 2, 3)).Gives(Tensor.From([8f, 2, 7, 4, 10, 6], 2, 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0L, Tensor.From([2L], 1, 1), Tensor.From([0.5f], 1, 1)).Gives(Tensor.From([1f, 4, 2, 5, 0.5f, 6], 3, 2)).WithStrides(2, 1),
                OperatorSample.Of(Tensor.Scalar(1f), 0L, Tensor.Scalar(0L), Tensor.Scalar(4f)).Gives(Tensor.Scalar(4f)),
            ],
            "aten::scatter.value" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 2], 2, 1), 9L).Gives(Tensor.From([9f, 2, 3, 4, 5, 9], 2, 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.Zeros(DType.I64, 0, 3), 1.0).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)),
            ],
            "aten::scatter.reduce" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 0, 2, 2], 2, 2), Tensor.From([2f, 3, 4, 5], 2, 2)).With("reduce", "add").Gives(Tensor.From([6f, 2, 3, 4, 5, 15], 2, 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 0, 2, 2], 2, 2), Tensor.From([2f, 3, 4, 5], 2, 2)).With("reduce", "multiply").Gives(Tensor.From([6f, 2, 3, 4, 5, 120], 2, 3)),
            ],
            "aten::scatter.value_reduce" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 0, 2, 1], 2, 2), 2L).With("reduce", "multiply").Gives(Tensor.From([4f, 2, 3, 4, 10, 12], 2, 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 0, 2, 1], 2, 2), 2.5).With("reduce", "add").Gives(Tensor.From([6f, 2, 3, 4, 7.5f, 8.5f], 2, 3)),
            ],
            "aten::scatter_add.default" =>
            [
                OperatorSample.Of(Tensor.From([0f, 0, 0], 3), 0L, Tensor.From([0L, 2, 0], 3), Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([4f, 0, 2], 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1L, 1, 1], 1, 3), Tensor.From([1f, 1, 1], 1, 3)).Gives(Tensor.From([1f, 2, 3, 5, 6, 7], 2, 3)),
                OperatorSample.Of(Tensor.From<byte>([250, 1], 2), 0L, Tensor.From([0L], 1), Tensor.From<byte>([10], 1)).Gives(Tensor.From<byte>([4, 1], 2)).Showing("overflow wraps"),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, 4], 3), "sum").Gives(Tensor.From([6.5f, 2, 7], 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, 4], 3), "prod").Gives(Tensor.From([2.5f, 2, 12], 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, 4], 3), "mean").Gives(Tensor.From([2.1666667f, 2, 3.5f], 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, float.NaN], 3), "amax").Gives(Tensor.From([5f, 2, float.NaN], 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, float.NaN], 3), "amin").Gives(Tensor.From([0.5f, 2, float.NaN], 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([5f, 6], 2), "mean").With("include_self", false).Gives(Tensor.From([5.5f, 2, 3], 3)),
                OperatorSample.Of(Tensor.From([1L, 2, 3], 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([-5L, -6], 2), "amax").With("include_self", false).Gives(Tensor.From([-5L, 2, 3], 3)),
            ],
        };

        public override KernelCall? DirectKernel(InferenceContext context) =>
            Schema.BaseName == "scatter" && !Schema.HasArgument("reduce") ? IndexKernelCalls.Scatter(context, copies: true) : null;

        protected override void Check(InferenceContext context, TensorType self)
        {
            base.Check(context, self);
            var index = context.Tensor("index");
            Gather.CheckIndex(context, self, index, context.NormalizeDim(context.Int("dim"), self.Rank));
            if (Schema.HasArgument("src"))
            {
                var source = context.Tensor("src");
                Gather.CheckIndex(context, source, index, null);
                if (source.DType != self.DType)
                {
                    throw context.Error($"src {source} does not have the dtype of {self}.");
                }
            }
        }

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var index = context.Tensor("index");
            if (index.ElementCount == 0)
            {
                return;
            }
            var elements = Indexing.AlongDim(context, result, context.NormalizeDim(context.Int("dim"), result.Rank), index);
            var source = Schema.HasArgument("src") ? Part(context.Tensor("src"), elements.Shape) : Results.Number(context.Scalar("value"), result.DType);
            if (Schema.HasArgument("reduce"))
            {
                IndexedReduction.Apply(context, elements, source, !Schema.HasArgument("include_self") || context.Bool("include_self"));
            }
            else if (Schema.BaseName == "scatter_add")
            {
                elements.Combine(source, IndexedElements.Combination.Sum);
            }
            else
            {
                elements.CopyFrom(source);
            }
        }

        // The source may be larger than the index: its leading elements take part.
        private static Tensor Part(Tensor source, long[] shape) =>
            source.Rank == 0 ? source : source.AsStrided(shape, source.Strides, source.Offset);
    }
}
