using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Run-time checks that an exported program carries; each fails with the message it was given. Source: <c>torch._assert_scalar</c>,
/// <c>torch._assert_async</c>, <c>torch._assert_tensor_metadata</c>, <c>torch.sym_constrain_range</c>.
/// </summary>
internal sealed class Checks : IOperatorSource
{
    private const string Falsehood = "Expected Tensor with single nonzero value, but got zero";
    private const int MostCharacters = 600;
    private const string Ambiguous = "only a tensor of one element is true or false";

    public IEnumerable<Operator> Create() =>
    [
        new CheckOperator("aten::_assert_scalar(Scalar self, str assert_msg) -> ()", Condition),
        new CheckOperator("aten::_assert_async(Tensor self) -> ()", Condition),
        new CheckOperator("aten::_assert_async.msg(Tensor self, str assert_msg) -> ()", Condition),
        new CheckOperator("aten::_functional_assert_scalar(Scalar self, str assert_msg, Tensor dep_token) -> Tensor", Condition),
        new CheckOperator("aten::_functional_assert_async.msg(Tensor self, str assert_msg, Tensor dep_token) -> Tensor", Condition),
        new CheckOperator("aten::sym_constrain_range(Scalar size, *, int? min=None, int? max=None) -> ()", Range),
        new CheckOperator("aten::sym_constrain_range_for_size(Scalar size, *, int? min=None, int? max=None) -> ()", Range),
        new CheckOperator("aten::_functional_sym_constrain_range(Scalar size, int? min, int? max, Tensor dep_token) -> Tensor", Range),
        new CheckOperator("aten::_functional_sym_constrain_range_for_size(Scalar size, int? min, int? max, Tensor dep_token) -> Tensor",
            Range),
        new CheckOperator(
            "aten::_assert_tensor_metadata(Tensor a, SymInt[]? size=None, SymInt[]? stride=None, ScalarType? dtype=None, *, "
            + "Device? device=None, Layout? layout=None) -> ()",
            Metadata),
    ];

    private static string? Condition(EvaluationContext context)
    {
        var self = context["self"];
        if (self.IsTensor && self.Tensor.ElementCount != 1)
        {
            return Ambiguous;
        }
        var holds = self.IsTensor ? Cast.To(self.Tensor, DType.Bool).Item<bool>() : self.Scalar.ToBool();
        return holds ? null : context.Operator.Schema.HasArgument("assert_msg") ? context.String("assert_msg")
            : Falsehood;
    }

    private static string? Range(EvaluationContext context)
    {
        var size = context.Int("size");
        var isSize = context.Operator.Schema.BaseName.EndsWith("_for_size", StringComparison.Ordinal);
        var allowed = new Interval(context.OptionalInt("min") ?? (isSize ? 0 : null), context.OptionalInt("max"));
        return allowed.Contains(size) ? null : $"Invalid value range for {size} between {allowed}.";
    }

    private static string? Metadata(EvaluationContext context)
    {
        var tensor = context.Tensor("a");
        return context.OptionalDType("dtype") is { } dtype && dtype != tensor.DType
            ? $"Tensor dtype mismatch! Expected: {dtype.TextName()}, Got: {tensor.DType.TextName()}"
            : Mismatch("sizes", context.OptionalInts("size"), tensor.Shape)
                ?? Mismatch("strides", context.OptionalInts("stride"), tensor.Strides);
    }

    private static string? Mismatch(string what, long[]? expected, ReadOnlySpan<long> actual) =>
        expected is null || actual.SequenceEqual(expected)
        ? null
        : $"Tensor {what} mismatch! Expected: [{string.Join(", ", expected)}], Got: [{string.Join(", ", actual.ToArray())}]";

    /// <summary>A check; one that is a link in a chain of tokens hands its token on.</summary>
    /// <param name="schema">PyTorch's schema.</param>
    /// <param name="failure">What is wrong; null where the check holds.</param>
    private sealed class CheckOperator(string schema, Func<EvaluationContext, string?> failure)
        : Operator(schema)
    {
        public override bool IsCheck => true;

        public override bool IsTypeCheck => Schema.BaseName == "_assert_tensor_metadata";

        public override NodeType Infer(InferenceContext context)
        {
            if (IsTypeCheck)
            {
                CheckMetadata(context);
            }
            return Schema.HasArgument("dep_token") ? context.Tensor("dep_token") : NoneType.Instance;
        }

        // What it asserts is known before anything runs: then nothing is left to be checked.
        private static void CheckMetadata(InferenceContext context)
        {
            var tensor = context.Tensor("a");
            if ((context.OptionalDType("dtype") is { } dtype && dtype != tensor.DType)
                || (!context.IsNone("size") && Differs(context, context.SymInts("size"), tensor.Shape))
                || (!context.IsNone("stride") && Differs(context, context.SymInts("stride"), tensor.Strides)))
            {
                throw context.Error($"the program asserts another dtype, other sizes or strides than those of {tensor}.");
            }
        }

        private static bool Differs(InferenceContext context, ImmutableArray<SymInt> expected, ImmutableArray<SymInt> actual) =>
            expected.Length != actual.Length || expected.Zip(actual).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second)));

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            if (Schema.BaseName != "_assert_async" || context.Tensor("self") is not { DType: DType.Bool } self)
            {
                return null;
            }
            var text = Schema.HasArgument("assert_msg") ? context.String("assert_msg") : Falsehood;
            // Arrays of kernels lie on the stack.
            if (text.Length > MostCharacters)
            {
                return null;
            }
            var call = new KernelCallBuilder(context);
            return call.Of(new AssertCall
            {
                X = call.Pointer<bool>("self"),
                Count = call.Size(self.ElementCount),
                Message = call.Sizes(text.Select(c => (SymInt)(long)c)),
                Length = text.Length,
            });
        }

        public override Value Evaluate(EvaluationContext context) =>
            failure(context) is { } message ? throw new EvaluationException(message)
            : Schema.HasArgument("dep_token") ? context.Tensor("dep_token").Clone()
            : Value.None;
    }
}
