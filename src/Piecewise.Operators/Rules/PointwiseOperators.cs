using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>How the result's dtype follows from the promoted one.</summary>
public enum ResultDType : byte
{
    /// <summary>The promoted dtype.</summary>
    Promoted,

    /// <summary>The promoted dtype, or float32 where that is integral (<c>sin</c>, <c>div</c>).</summary>
    PromotedToFloat,

    /// <summary>Bool (<c>eq</c>, <c>isnan</c>).</summary>
    Bool,
}

/// <summary>An elementwise operator of one tensor <c>self</c>. The kernel sees f32, f64, i64 or c128 and returns the same (or bool).</summary>
public abstract class PointwiseUnaryOperator(string schema, ResultDType result = ResultDType.Promoted) : Operator(schema)
{
    public override NodeType Infer(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var self = context.Tensor("self");
        return new TensorType(PointwiseBinaryOperator.Apply(result, self.DType), self.Shape, Strides.Pointwise(context, self.Shape, self), self.Device);
    }

    public override Value Evaluate(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var self = context.Tensor("self");
        var dtype = PointwiseBinaryOperator.Apply(result, self.DType);
        var compute = Pointwise.ComputeDType(result == ResultDType.Bool ? self.DType : dtype);
        return Cast.To(Apply(context, Cast.To(self, compute)), dtype);
    }

    /// <summary>Computes in the dtype of <paramref name="x"/>: f32, f64, i64 or c128.</summary>
    protected abstract Tensor Apply(EvaluationContext context, Tensor x);
}

/// <summary>
/// An elementwise operator of <c>self</c> and <c>other</c>, each a tensor or a number: broadcasting, type promotion with PyTorch's
/// priorities, and the memory order of the operands.
/// </summary>
public abstract class PointwiseBinaryOperator(string schema, ResultDType result = ResultDType.Promoted) : Operator(schema)
{
    /// <summary>Names of the two operands.</summary>
    protected virtual (string Left, string Right) Operands => ("self", "other");

    public override NodeType Infer(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (left, right) = Operands;
        var shape = Shapes.Broadcast(context, context.OperandShape(left), context.OperandShape(right));
        TensorType[] tensors = [.. new[] { left, right }.Where(context.IsTensor).Select(context.Tensor)];
        var promoted = PromotionOperand.ResultType(context.Operand(left), context.Operand(right));
        return new TensorType(Apply(result, promoted), shape, Strides.Pointwise(context, shape, tensors), tensors.Length > 0 ? tensors[0].Device : TensorType.Cpu);
    }

    public override Value Evaluate(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (left, right) = Operands;
        var promoted = PromotionOperand.ResultType(context.PromotionOperand(left), context.PromotionOperand(right));
        var dtype = Apply(result, promoted);
        var compute = Pointwise.ComputeDType(result == ResultDType.Bool ? promoted : dtype);
        var x = OperandTensor(context[left], promoted, compute);
        var y = OperandTensor(context[right], promoted, compute);
        return Cast.To(Apply(context, x, y), dtype);
    }

    /// <summary>Computes in the operands' common dtype: f32, f64, i64 or c128. The operands are not yet broadcast.</summary>
    protected abstract Tensor Apply(EvaluationContext context, Tensor x, Tensor y);

    internal static DType Apply(ResultDType rule, DType promoted) => rule switch
    {
        ResultDType.Bool => DType.Bool,
        ResultDType.PromotedToFloat when promoted.IsIntegral() => DType.F32,
        _ => promoted,
    };

    /// <summary>An operand in the compute dtype. A tensor is rounded to the promoted dtype first; a number is not, as in PyTorch.</summary>
    internal static Tensor OperandTensor(Value operand, DType promoted, DType compute)
    {
        if (operand.IsTensor)
        {
            return Cast.To(Cast.To(operand.Tensor, promoted), compute);
        }
        var number = operand.Scalar;
        return Cast.To(number.IsFloat ? Tensor.Scalar(number.ToDouble()) : Tensor.Scalar(number.ToInt64()), compute);
    }
}
