using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Collectives;

/// <summary>A rank's part, along a dim, of the sum of all ranks' tensors (<see cref="ReduceScatterCall"/>). Source: this project.</summary>
internal sealed class ReduceScatter : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new ReduceScatterOperator()];

    private sealed unsafe class ReduceScatterOperator()
        : CollectiveOperator("piecewise::reduce_scatter(Tensor x, int dim, int world) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var x = Summed(context);
            var dim = Dim(context, x);
            return x.WithShape(x.Shape.SetItem(dim, Part(context, x.Shape[dim], World(context))));
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            if (context.Tensor("x") is not { IsRowMajor: true } x || context.RowMajorResult() is not { } result)
            {
                return null;
            }
            var dim = Dim(context, x);
            var call = new KernelCallBuilder(context);
            return call.Of(new ReduceScatterCall
            {
                X = call.Pointer(KernelCalls.Pointer(context, "x")),
                Result = call.Pointer(result),
                Rows = call.Size(Product(x.Shape.AsSpan()[..dim])),
                Part = call.Size(Product(context.Result().Shape.AsSpan()[dim..])),
                DType = (nint)x.DType,
                World = (nint)World(context),
            });
        }

        protected override void Run(EvaluationContext context, Tensor result, Workers workers)
        {
            var x = context.Tensor("x").Contiguous();
            var (dim, world) = (context.NormalizeDim(context.Int("dim"), x.Rank), context.Int("world"));
            if (x.Shape[dim] % world != 0)
            {
                throw context.Error($"a dim of size {x.Shape[dim]} can't be distributed over {world} ranks.");
            }
            new ReduceScatterCall
            {
                X = x.Pointer,
                Result = result.Pointer,
                Rows = (nint)Layout.ElementCount(x.Shape[..dim]),
                Part = (nint)Layout.ElementCount(result.Shape[dim..]),
                DType = (nint)x.DType,
                World = (nint)world,
            }.Run(workers);
            GC.KeepAlive(x);
        }
    }
}
