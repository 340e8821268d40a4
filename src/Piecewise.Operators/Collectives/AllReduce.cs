using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Collectives;

/// <summary>
/// The sum of all ranks' tensors, on every rank (<see cref="AllReduceCall"/>). Source: this project; as
/// <c>torch.distributed.all_reduce</c>, but functional.
/// </summary>
internal sealed class AllReduce : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new AllReduceOperator()];

    /// <summary>The sum of a tensor that each rank has, of which the call is a part.</summary>
    public static Tensor Of(EvaluationContext context, Tensor x)
    {
        var result = Tensor.Zeros(x.DType, x.Shape);
        Run(x, result, context.Int("world"), Workers.Alone with { Ranks = context.Interpreter.Service<ICollectiveHost>() });
        return result;
    }

    private static unsafe void Run(Tensor x, Tensor result, long world, Workers workers)
    {
        x = x.Contiguous();
        new AllReduceCall
        {
            X = x.Pointer,
            Result = result.Pointer,
            Count = (nint)x.ElementCount,
            DType = (nint)x.DType,
            World = (nint)world,
        }.Run(workers);
        GC.KeepAlive(x);
    }

    private sealed unsafe class AllReduceOperator() : CollectiveOperator("piecewise::all_reduce(Tensor x, int world) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            World(context);
            var x = Summed(context);
            return x.WithShape(x.Shape);
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            if (context.Tensor("x") is not { IsRowMajor: true } x || context.RowMajorResult() is not { } result)
            {
                return null;
            }
            var call = new KernelCallBuilder(context);
            return call.Of(new AllReduceCall
            {
                X = call.Pointer(KernelCalls.Pointer(context, "x")),
                Result = call.Pointer(result),
                Count = call.Size(x.ElementCount),
                DType = (nint)x.DType,
                World = (nint)World(context),
            });
        }

        protected override void Run(EvaluationContext context, Tensor result, Workers workers) =>
            AllReduce.Run(context.Tensor("x"), result, context.Int("world"), workers);
    }
}
