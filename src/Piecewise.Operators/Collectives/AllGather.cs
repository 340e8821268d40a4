using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Collectives;

/// <summary>
/// All ranks' tensors one after the other along a dim, in rank order, on every rank (<see cref="AllGatherCall"/>). Source: this project.
/// </summary>
internal sealed class AllGather : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new AllGatherOperator()];

    private sealed unsafe class AllGatherOperator() : CollectiveOperator("piecewise::all_gather(Tensor x, int dim, int world) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var x = context.Tensor("x");
            var dim = Dim(context, x);
            return x.WithShape(x.Shape.SetItem(dim, context.Shapes.Simplify(x.Shape[dim] * World(context))));
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            if (context.Tensor("x") is not { IsRowMajor: true } x || context.RowMajorResult() is not { } result)
            {
                return null;
            }
            var dim = Dim(context, x);
            var call = new KernelCallBuilder(context);
            return call.Of(new AllGatherCall
            {
                X = call.Pointer(KernelCalls.Pointer(context, "x")),
                Result = call.Pointer(result),
                Rows = call.Size(Product(x.Shape.AsSpan()[..dim])),
                Row = call.Size(Product(x.Shape.AsSpan()[dim..])),
                DType = (nint)x.DType,
                World = (nint)World(context),
            });
        }

        protected override void Run(EvaluationContext context, Tensor result, Workers workers)
        {
            var x = context.Tensor("x").Contiguous();
            var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
            new AllGatherCall
            {
                X = x.Pointer,
                Result = result.Pointer,
                Rows = (nint)Layout.ElementCount(x.Shape[..dim]),
                Row = (nint)Layout.ElementCount(x.Shape[dim..]),
                DType = (nint)x.DType,
                World = (nint)context.Int("world"),
            }.Run(workers);
            GC.KeepAlive(x);
        }
    }
}
