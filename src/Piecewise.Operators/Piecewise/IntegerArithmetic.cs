using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>
/// Sums and products of two values that are kept in 8 bits, as levels again: one operator, so that whoever reads its operands reads bytes
/// (docs/design/quantized-programs.md).
/// </summary>
internal sealed class IntegerArithmetic : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ArithmeticOperator("integer_add", ScalarFunction.Add, (x, y) => x + y),
        new ArithmeticOperator("integer_mul", ScalarFunction.Multiply, (x, y) => x * y),
    ];

    /// <param name="name">Of the operator.</param>
    /// <param name="function">What becomes of two values.</param>
    /// <param name="reference">The same.</param>
    private sealed class ArithmeticOperator(string name, ScalarFunction function, Func<float, float, float> reference) : Operator(
        $"piecewise::{name}(Tensor x, Tensor other, float x_scale, int x_zero, float other_scale, int other_zero, "
        + $"{IntegerRules.ResultArguments}) -> Tensor")
    {
        public override bool IsPointwise => true;

        public override NodeType Infer(InferenceContext context)
        {
            var (x, other) = (context.Tensor("x"), context.Tensor("other"));
            IntegerRules.RequireLevels(context, "x");
            IntegerRules.RequireLevels(context, "other");
            IntegerRules.RequireResult(context);
            if (x.Rank != other.Rank || x.Shape.Zip(other.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second)))
                || IntegerRules.KindOf(context) != IntegerResult.Levels)
            {
                throw context.Error($"takes tensors of one shape and gives u8 or i8, found {x} and {other}.");
            }
            return new TensorType(context.DType("dtype"), x.Shape, device: x.Device);
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var tensors = ImmutableArray.CreateBuilder<Node>();
            var (x, other, range) = (Value("x"), Value("other"), IntegerRules.RangeOf(context));
            var level = ScalarExpression.Call(function, x, other);
            level = ScalarExpression.Call(ScalarFunction.Round, level * level.Constant(range.Inverse)) + level.Constant(range.Zero);
            var (least, most) = (level.Constant(range.Least), level.Constant(range.Most));
            level = ScalarExpression.Call(ScalarFunction.Greater, level, least).Select(level, least);
            level = ScalarExpression.Call(ScalarFunction.Less, level, most).Select(level, most);
            return LoopForm.Pointwise(tensors.ToImmutable(), context.Result(), level.As(context.DType("dtype")));

            ScalarExpression Value(string operand)
            {
                var integer = ScalarOperands.Of(context, operand, tensors)!.As(DType.F32);
                var scale = (float)KernelCalls.Number(context, $"{operand}_scale")!.Value;
                return (integer - integer.Constant(context.Int($"{operand}_zero"))) * integer.Constant(scale);
            }
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (x, other) = (Values("x"), Values("other"));
            return IntegerRules.Result(context, [.. x.Zip(other, reference)], context.Tensor("x").Shape.ToArray());

            IEnumerable<float> Values(string operand)
            {
                var (zero, scale) = ((float)context.Int($"{operand}_zero"), (float)context.Float($"{operand}_scale"));
                return IntegerRules.Integers(context.Tensor(operand)).Select(i => (i - zero) * scale);
            }
        }
    }
}
