using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>
/// An elementwise operator: some of its arguments are operands, each a tensor, a number, or none. Broadcasting, type promotion by
/// PyTorch's priorities and the memory order of the result are the same for all; what one element becomes is the operator's own.
/// </summary>
/// <param name="schema">PyTorch's schema.</param>
/// <param name="apply">The kernel. It gets the operands that are given, in the compute dtype (f32, f64, i64 or c128), not
/// yet broadcast.</param>
/// <param name="operands">Names of the operands.</param>
internal sealed class ElementwiseOperator(string schema, Func<EvaluationContext, Tensor[], Tensor> apply, params string[] operands)
    : Operator(schema)
{
    public ResultDType Result { get; init; }

    /// <summary>Dtypes that the operands may promote to.</summary>
    public DTypeSet Accepts { get; init; } = DTypeSet.All;

    /// <summary>
    /// Whether a number operand is rounded to the promoted dtype first, as a tensor is. PyTorch does for most operators; a product, say,
    /// takes a number in the precision in which it is computed.
    /// </summary>
    public bool RoundsNumbers { get; init; } = true;

    /// <summary>
    /// The kernel as data, for generated loops: from the given operands in the compute dtype (f32, f64 or i64) to one element, to the
    /// kernel's rounding. Null, or null for a call, where there is no such form.
    /// </summary>
    public Func<InferenceContext, ScalarExpression[], ScalarExpression?>? Formula { get; init; }

    /// <summary>Whether complex operands are multiplied, which a kernel does.</summary>
    public bool IsProduct { get; init; }

    /// <summary>
    /// What is wrong with the arguments besides dtypes and shapes, given the promoted dtype, as a sentence; null where nothing is.
    /// </summary>
    public Func<InferenceContext, DType, string?>? Objection { get; init; }

    public override bool IsPointwise => true;

    public override NodeType Infer(InferenceContext context)
    {
        string[] given = [.. operands.Where(o => !context.IsNone(o))];
        TensorType[] tensors = [.. given.Where(context.IsTensor).Select(context.Tensor)];
        if (tensors.Length == 0)
        {
            throw context.Error("takes a tensor, and has numbers alone.");
        }
        var promoted = PromotionOperand.ResultType([.. given.Select(context.Operand)]);
        if (!Accepts.Contains(promoted))
        {
            throw context.Error(Refusal(promoted));
        }
        if (Objection?.Invoke(context, promoted) is { } objection)
        {
            throw context.Error(objection);
        }
        var shape = Shapes.Broadcast(context, [.. tensors.Select(t => t.Shape)]);
        return new TensorType(Result.Of(promoted), shape, Strides.Pointwise(context, shape, tensors), Device(tensors));
    }

    public override Value Evaluate(EvaluationContext context)
    {
        Value[] given = [.. operands.Select(o => context[o]).Where(v => !v.IsNone)];
        var promoted = PromotionOperand.ResultType([.. operands.Where(o => !context.IsNone(o)).Select(context.PromotionOperand)]);
        if (!Accepts.Contains(promoted))
        {
            throw context.Error(Refusal(promoted));
        }
        var compute = Result.Compute(promoted);
        var result = Cast.To(apply(context, [.. given.Select(v => InDType(v, promoted, compute))]), Result.Of(promoted));
        return InOrder(result, [.. given.Where(v => v.IsTensor).Select(v => v.Tensor)]);
    }

    /// <summary>The same operator under another name of PyTorch's.</summary>
    public ElementwiseOperator As(string name) => new(name + Schema.Text[Schema.Text.IndexOf('(')..], apply, operands)
    {
        Result = Result,
        Accepts = Accepts,
        RoundsNumbers = RoundsNumbers,
        Formula = Formula,
        IsProduct = IsProduct,
        Objection = Objection,
    };

    public override LoopForm? Loops(InferenceContext context)
    {
        if (Formula is null)
        {
            return null;
        }
        string[] given = [.. operands.Where(o => !context.IsNone(o))];
        var promoted = PromotionOperand.ResultType([.. given.Select(context.Operand)]);
        var compute = Result.Compute(promoted);
        if (compute == DType.C128)
        {
            return null;
        }
        var tensors = ImmutableArray.CreateBuilder<Node>();
        var elements = new ScalarExpression[given.Length];
        for (var i = 0; i < given.Length; i++)
        {
            if (ScalarOperands.Of(context, given[i], tensors) is not { } operand)
            {
                return null;
            }
            elements[i] = RoundsNumbers || context.IsTensor(given[i]) ? operand.As(promoted).As(compute) : operand.As(compute);
        }
        return Formula(context, elements) is { } element
            ? LoopForm.Pointwise(tensors.ToImmutable(), context.Result(), element.As(Result.Of(promoted)))
            : null;
    }

    public override KernelCall? DirectKernel(InferenceContext context)
    {
        var (result, target) = context.StridedResult();
        return IsProduct ? ComplexProduct(context, result, target) : null;
    }

    /// <summary>The call as a kernel that writes the first operand; null where there is none.</summary>
    public KernelCall? InPlaceKernel(InferenceContext context) =>
        IsProduct ? ComplexProduct(context, context.Tensor(operands[0]), KernelCalls.Pointer(context, operands[0])) : null;

    private unsafe KernelCall? ComplexProduct(InferenceContext context, TensorType result, KernelArgument? target)
    {
        if (!result.DType.IsComplex() || !context.IsTensor(operands[0]) || context.Tensor(operands[0]).DType != result.DType)
        {
            return null;
        }
        var other = context.IsTensor(operands[1]) ? context.Tensor(operands[1]) : null;
        if ((other is null ? KernelCalls.Literal(context, operands[1]) : 0) is not { } number
            || (other is not null && (other.DType != result.DType || other.Rank > result.Rank)))
        {
            return null;
        }
        SymInt[] Over(TensorType type) => Strides.Broadcast(context, type, result.Shape);
        var x = context.Tensor(operands[0]);
        var dims = MergedDims.Of(context, result.Shape, Over(x), Over(other ?? x), result.Strides);
        var call = new KernelCallBuilder(context, result.DType);
        return call.Of(new ComplexProductCall<DType0>
        {
            X = call.Pointer<DType0>(operands[0]),
            XStrides = call.Sizes(dims.Strides[0]),
            Y = other is null ? null : call.Pointer<DType0>(operands[1]),
            YStrides = other is null ? null : call.Sizes(dims.Strides[1]),
            Factor = number,
            Result = call.Pointer<DType0>(target),
            ResultStrides = call.Sizes(dims.Strides[2]),
            Sizes = call.Sizes(dims.Sizes),
            Rank = dims.Sizes.Length,
        });
    }

    private static string Device(TensorType[] tensors) =>
        (tensors.FirstOrDefault(t => t.Rank > 0) ?? tensors.FirstOrDefault())?.Device ?? TensorType.Cpu;

    private static string Refusal(DType dtype) => $"{dtype.TextName()} operands are not supported (PyTorch has no kernel for them either).";

    private Tensor InDType(Value operand, DType promoted, DType compute)
    {
        if (operand.IsTensor)
        {
            return Cast.To(Cast.To(operand.Tensor, promoted), compute);
        }
        var number = operand.Scalar;
        var tensor = number.IsFloat ? Tensor.Scalar(number.ToDouble()) : Tensor.Scalar(number.ToInt64());
        return Cast.To(RoundsNumbers ? Cast.To(tensor, promoted) : tensor, compute);
    }

    // The memory order follows from the operands as they were given; a cast may have made a gap or a repetition vanish. A kernel that
    // leaves everything as it is (floor of integers) gives its operand back, but the result has memory of its own.
    private static Tensor InOrder(Tensor result, Tensor[] tensors)
    {
        var strides = OutputLayout.Strides(result.Shape, tensors);
        if (Array.Exists(tensors, t => t.Storage == result.Storage))
        {
            return MemoryFormats.Copy(result, result.DType, strides);
        }
        for (var i = 0; i < strides.Length; i++)
        {
            if (result.Shape[i] > 1 && result.Strides[i] != strides[i])
            {
                var ordered = Tensor.ZerosStrided(result.DType, result.Shape, strides);
                ordered.CopyFrom(result);
                return ordered;
            }
        }
        return result;
    }
}
