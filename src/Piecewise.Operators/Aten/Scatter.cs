using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

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
            var scatter = new ScatterOperator(
                $"aten::{name.Replace("{0}", "", StringComparison.Ordinal)}(Tensor self, {arguments}) -> Tensor");
            yield return scatter;
            yield return new InPlaceOperator(
                $"aten::{name.Replace("{0}", "_", StringComparison.Ordinal)}(Tensor(a!) self, {arguments}) -> Tensor(a!)", scatter)
            {
                Kernel = c => Kernel(c, copies: false),
            };
        }
    }

    private static KernelCall? Kernel(InferenceContext context, bool copies)
    {
        var schema = context.Operator.Schema;
        CombinationKind? kind = schema.HasArgument("reduce") ? IndexedReduction.Kind(context.String("reduce"))
            : schema.BaseName is "scatter_add" or "scatter_add_" ? CombinationKind.Sum : null;
        return kind is { } combined
            ? IndexKernelCalls.Combine(context, combined, !schema.HasArgument("include_self") || context.Bool("include_self"), copies)
            : schema.HasArgument("reduce") ? null : IndexKernelCalls.Scatter(context, copies);
    }

    private sealed class ScatterOperator(string schema) : IndexedUpdateOperator(schema)
    {
        public override KernelCall? DirectKernel(InferenceContext context) => Kernel(context, copies: true);

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
            var source = Schema.HasArgument("src") ? Part(context.Tensor("src"), elements.Shape)
                : Results.Number(context.Scalar("value"), result.DType);
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
