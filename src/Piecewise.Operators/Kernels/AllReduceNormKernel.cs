using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Collectives;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary>A sum over ranks, a residual and the normalization of both in one pass (<see cref="AllReduceNormCall{T}"/>).</summary>
internal sealed class AllReduceNormKernel : IOperatorSource
{
    private const string Name = "all_reduce_rms_norm";
    private const string AddName = "all_reduce_fused_add_rms_norm";
    private const string Scalars = "Tensor? weight, int world, float epsilon, float weight_offset=0.0, bool round_before_weight=False";

    public static OpIrProvider Provider => new(OpIrProvider.Kernel, Call) { Objection = RmsNormKernel.Objection };

    public static OpIrProvider AddProvider => new(OpIrProvider.Kernel, CallAdd) { Objection = FusedAddRmsNormKernel.Objection };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator($"{Name}(Tensor x, {Scalars}) -> (Tensor, Tensor)")
        {
            Rule = context =>
            {
                Require(context, RmsNormKernel.Objection(context));
                return Results(context);
            },
            Kernel = (context, results) => Run(context, null, results),
            Direct = context => Direct(context, null),
        },
        new KernelOperator($"{AddName}(Tensor x, Tensor x_residual, {Scalars}) -> (Tensor, Tensor)")
        {
            Rule = context =>
            {
                Require(context, FusedAddRmsNormKernel.Objection(context));
                return Results(context);
            },
            Kernel = (context, results) => Run(context, context.Tensor("x_residual"), results),
            Direct = context => Direct(context, "x_residual"),
        },
    ];

    private static void Require(InferenceContext context, string? objection)
    {
        CollectiveOperator.World(context);
        KernelRules.Require(context, context.Tensor("x").Rank == 0 ? "x has no rows" : objection);
    }

    private static (TracedTensor Normalized, TracedTensor Reduced) Call(
        TracedTensor x, TracedTensor? weight, long world, double epsilon, double weightOffset = 0.0, bool roundBeforeWeight = false)
    {
        var (normalized, reduced) = Op.Call(
            $"{KernelOperator.Namespace}::{Name}", x, weight, world, epsilon, weightOffset, roundBeforeWeight);
        return (normalized, reduced);
    }

    private static (TracedTensor Normalized, TracedTensor Sum) CallAdd(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, long world, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = Op.Call(
            $"{KernelOperator.Namespace}::{AddName}", x, xResidual, weight, world, epsilon, weightOffset, roundBeforeWeight);
        return (normalized, sum);
    }

    // What a collective gives is row-major, and so is what is computed from it alone; a residual may be laid out otherwise.
    private static ImmutableArray<TensorType> Results(InferenceContext context)
    {
        var x = context.Tensor("x");
        var type = x.WithShape(x.Shape);
        if (context.Operator.Schema.HasArgument("x_residual"))
        {
            type = new TensorType(
                x.DType, x.Shape, Strides.Pointwise(context, x.Shape, type, context.Tensor("x_residual")), x.Device);
        }
        return [type, type];
    }

    private static void Run(EvaluationContext context, Tensor? residual, ImmutableArray<Tensor> results)
    {
        var reduced = AllReduce.Of(context, context.Tensor("x"));
        var (weight, rule) = (context.OptionalTensor("weight"), RmsNormKernel.NormRule(context));
        FusedNormalization.ByRootMeanSquare(reduced, residual, residual is null ? null : results[1], weight, rule, results[0]);
        if (residual is null)
        {
            results[1].CopyFrom(reduced);
        }
    }

    private static unsafe KernelCall? Direct(InferenceContext context, string? residual)
    {
        var x = context.Tensor("x");
        if (!KernelCalls.IsFloat(x.DType) || !x.IsRowMajor || context.RowMajorResult(0) is not { } normalized
            || context.RowMajorResult(1) is not { } sum || !Fits(context, x, "weight")
            || (residual is not null && !Fits(context, x, residual)) || KernelCalls.Number(context, "epsilon") is not { } epsilon
            || KernelCalls.Number(context, "weight_offset") is not { } offset)
        {
            return null;
        }
        var call = new KernelCallBuilder(context, x.DType);
        return call.Of(new AllReduceNormCall<DType0>
        {
            X = call.Pointer<DType0>("x"),
            Residual = residual is null ? null : call.Pointer<DType0>(residual),
            Weight = call.Pointer<DType0>("weight"),
            Sum = call.Pointer<DType0>(sum),
            Normalized = call.Pointer<DType0>(normalized),
            Rows = call.Size(CollectiveOperator.Product(x.Shape.AsSpan()[..^1])),
            Width = call.Size(x.Shape[^1]),
            World = (nint)context.Int("world"),
            Epsilon = epsilon,
            WeightOffset = offset,
            RoundBeforeWeight = context.Bool("round_before_weight"),
        });
    }

    private static bool Fits(InferenceContext context, TensorType x, string name) =>
        context.OptionalTensor(name) is not { } type || (type.DType == x.DType && type.IsRowMajor);
}
