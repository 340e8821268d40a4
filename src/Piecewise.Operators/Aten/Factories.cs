using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// New tensors filled with one number, or not filled. Memory that PyTorch leaves uninitialized is zero here. Source: <c>torch.zeros</c>,
/// <c>torch.ones</c>, <c>torch.full</c>, <c>torch.empty</c>, <c>torch.empty_strided</c>, their <c>_like</c> and <c>new_</c> forms,
/// <c>torch.scalar_tensor</c>.
/// </summary>
internal sealed class Factories : IOperatorSource
{
    private const string Options = "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";

    public IEnumerable<Operator> Create() =>
    [
        new FactoryOperator($"aten::zeros(SymInt[] size, *, {Options}) -> Tensor", 0),
        new FactoryOperator($"aten::ones(SymInt[] size, *, {Options}) -> Tensor", 1),
        new FactoryOperator($"aten::full(SymInt[] size, Scalar fill_value, *, {Options}) -> Tensor", null),
        new FactoryOperator($"aten::empty.memory_format(SymInt[] size, *, {Options}, MemoryFormat? memory_format=None) -> Tensor", 0),
        new FactoryOperator($"aten::empty_strided(SymInt[] size, SymInt[] stride, *, {Options}) -> Tensor", 0),
        new FactoryOperator($"aten::empty_permuted(SymInt[] size, int[] physical_layout, *, {Options}) -> Tensor", 0),
        new FactoryOperator($"aten::scalar_tensor(Scalar s, *, {Options}) -> Tensor", null),
        new FactoryOperator($"aten::zeros_like(Tensor self, *, {Options}, MemoryFormat? memory_format=None) -> Tensor", 0),
        new FactoryOperator($"aten::ones_like(Tensor self, *, {Options}, MemoryFormat? memory_format=None) -> Tensor", 1),
        new FactoryOperator($"aten::full_like(Tensor self, Scalar fill_value, *, {Options}, MemoryFormat? memory_format=None) -> Tensor",
            null),
        new FactoryOperator($"aten::empty_like(Tensor self, *, {Options}, MemoryFormat? memory_format=None) -> Tensor", 0),
        new FactoryOperator($"aten::new_zeros(Tensor self, SymInt[] size, *, {Options}) -> Tensor", 0),
        new FactoryOperator($"aten::new_ones(Tensor self, SymInt[] size, *, {Options}) -> Tensor", 1),
        new FactoryOperator($"aten::new_full(Tensor self, SymInt[] size, Scalar fill_value, *, {Options}) -> Tensor", null),
        new FactoryOperator($"aten::new_empty(Tensor self, SymInt[] size, *, {Options}) -> Tensor", 0),
        new FactoryOperator($"aten::new_empty_strided(Tensor self, SymInt[] size, SymInt[] stride, *, {Options}) -> Tensor", 0),
    ];

    /// <param name="schema">PyTorch's schema; its argument names say what is given.</param>
    /// <param name="constant">The number; null where an argument gives it.</param>
    private sealed class FactoryOperator(string schema, long? constant) : Operator(schema)
    {
        public override bool IsAllocation => Schema.BaseName.StartsWith("empty", StringComparison.Ordinal)
            || Schema.BaseName.StartsWith("new_empty", StringComparison.Ordinal);

        public override BatchingRule Batching =>
            Schema.BaseName.StartsWith("new_", StringComparison.Ordinal) ? BatchingRule.SameForAll : base.Batching;

        private string NumberArgument => Schema.HasArgument("s") ? "s" : "fill_value";

        public override NodeType Infer(InferenceContext context)
        {
            var self = Schema.HasArgument("self") ? context.Tensor("self") : null;
            var shape = Schema.HasArgument("size") ? context.SymInts("size") : self?.Shape ?? [];
            if (shape.Any(s => context.Refutes(SymBool.Ge(s, 0))))
            {
                throw context.Error($"a size in [{string.Join(", ", shape)}] is negative.");
            }
            var device = context["device"] is DeviceArgument { Value: var named } ? named : self?.Device ?? TensorType.Cpu;
            var dtype = context.OptionalDType("dtype") ?? self?.DType ?? DefaultDType(context);
            return new TensorType(dtype, shape, StridesOf(context, self, shape), device);
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var result = context.Result();
            var number = constant is { } value ? new ScalarInteger(value)
                : ScalarOperands.Of(context, NumberArgument, ImmutableArray.CreateBuilder<Node>());
            return IsAllocation || result.DType.IsComplex() || number is null ? null
                : LoopForm.Pointwise([], result, number.As(result.DType));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var type = (TensorType)Infer(context.Types());
            var result = Tensor.ZerosStrided(type.DType, [.. type.Shape.Select(s => s.Constant)],
                [.. type.Strides.Select(s => s.Constant)]);
            if (constant != 0)
            {
                result.CopyFrom(Fill.Number(constant ?? context[NumberArgument], type.DType).Broadcast(result.Shape));
            }
            return result;
        }

        private DType DefaultDType(InferenceContext context) =>
            Schema.HasArgument("fill_value") ? PromotionOperand.OfNumber(context.ScalarCategory("fill_value")).DType : DType.F32;

        private ImmutableArray<SymInt>? StridesOf(InferenceContext context, TensorType? self, ImmutableArray<SymInt> shape)
        {
            if (Schema.HasArgument("stride"))
            {
                var stride = context.SymInts("stride");
                StridedRules.Check(context, shape, stride, null);
                return stride;
            }
            if (Schema.HasArgument("physical_layout"))
            {
                var order = context.Ints("physical_layout");
                return order.Order().SequenceEqual(Enumerable.Range(0, shape.Length).Select(d => (long)d))
                    ? Strides.Dense(shape, [.. order.Select(d => (int)d)])
                    : throw context.Error($"[{string.Join(", ", order)}] does not order the {shape.Length} dims.");
            }
            return !Schema.HasArgument("memory_format") ? null
                : self is not null ? MemoryFormats.Strides(context, self, MemoryFormats.Of(context["memory_format"]))
                : context["memory_format"] is MemoryFormatArgument { Value: var format and not MemoryFormat.Preserve }
                    ? MemoryFormats.Strides(context, new TensorType(DType.F32, shape), format)
                : null;
        }
    }
}
