using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Dims enlarged by a value, or cut where the padding is negative. The last dim comes first in the list. Source:
/// <c>torch.nn.functional.pad</c>.
/// </summary>
internal sealed class ConstantPad : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new ConstantPadOperator()];

    internal static TensorType TypeOf(InferenceContext context, TensorType self, ImmutableArray<SymInt> pads)
    {
        if (pads.Length % 2 != 0 || pads.Length > 2 * self.Rank)
        {
            throw context.Error($"{pads.Length} paddings do not fit {self}: each dim takes two.");
        }
        var shape = self.Shape.ToBuilder();
        for (var i = 0; i < pads.Length / 2; i++)
        {
            var dim = self.Rank - 1 - i;
            shape[dim] = context.Shapes.Simplify(shape[dim] + pads[2 * i] + pads[2 * i + 1]);
            if (context.Refutes(SymBool.Ge(shape[dim], 0)))
            {
                throw context.Error($"size {self.Shape[dim]} of dim {dim} can't be cut by {pads[2 * i]} and {pads[2 * i + 1]}.");
            }
        }
        var padded = shape.ToImmutable();
        // Only cut, it is a clone of the remaining part.
        return pads.All(p => context.Shapes.IsStaticallyTrue(SymBool.Le(p, 0)))
            ? self.WithShape(padded, Strides.Pointwise(context, padded, self.WithShape(padded, self.Strides)))
            : self.WithShape(padded, MemoryOrder.Following(context, self, padded));
    }

    /// <summary>The call as a kernel; null where only the run knows the value.</summary>
    /// <param name="context">A call with the arguments self, pad and value.</param>
    internal static unsafe KernelCall? Kernel(InferenceContext context)
    {
        var (self, pads) = (context.Tensor("self"), context.SymInts("pad"));
        var (result, target) = context.StridedResult();
        // The kernel fills all of the result's memory first, which has no gaps for it.
        if ((context.IsNone("value") ? 0 : KernelCalls.Literal(context, "value")) is not { } value
            || !new TypeAgreement(context.Shapes, context.Shapes).IsDense(result))
        {
            return null;
        }
        var shape = self.Shape.ToBuilder();
        SymInt from = 0, to = 0;
        for (var i = 0; i < pads.Length / 2; i++)
        {
            var dim = self.Rank - 1 - i;
            var (before, after) = (pads[2 * i], pads[2 * i + 1]);
            shape[dim] = Sizes.Max(context, shape[dim] + Sizes.Min(context, before, 0) + Sizes.Min(context, after, 0), 0);
            from += Sizes.Max(context, -before, 0) * self.Strides[dim];
            to += Sizes.Max(context, before, 0) * result.Strides[dim];
        }
        var dims = MergedDims.Of(context, shape.ToImmutable(), self.Strides, result.Strides);
        var call = new KernelCallBuilder(context, self.DType);
        return call.Of(new PaddedCopyCall<DType0>
        {
            X = call.Pointer<DType0>("self"),
            XOffset = call.Size(from),
            XStrides = call.Sizes(dims.Strides[0]),
            Value = value,
            Result = call.Pointer<DType0>(target),
            Count = call.Size(result.ElementCount),
            ResultOffset = call.Size(to),
            ResultStrides = call.Sizes(dims.Strides[1]),
            Sizes = call.Sizes(dims.Sizes),
            Rank = dims.Sizes.Length,
        });
    }

    internal static Tensor Pad(EvaluationContext context, Tensor self, long[] pads, Scalar value)
    {
        var result = Results.Allocate(TypeOf(context.Types(), TensorType.Of(self), [.. pads.Select(p => (SymInt)p)]));
        Assignment.Write(result, Results.Number(value, result.DType));
        var (inner, source) = (result, self);
        for (var i = 0; i < pads.Length / 2; i++)
        {
            var dim = self.Rank - 1 - i;
            var (before, after) = (pads[2 * i], pads[2 * i + 1]);
            var length = source.Shape[dim] + Math.Min(before, 0) + Math.Min(after, 0);
            if (length <= 0)
            {
                return result;
            }
            source = source.Slice(dim, Math.Max(-before, 0), length);
            inner = inner.Slice(dim, Math.Max(before, 0), length);
        }
        Assignment.Write(inner, source);
        return result;
    }

    private sealed class ConstantPadOperator() : Operator("aten::constant_pad_nd(Tensor self, SymInt[] pad, Scalar value=0) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) => TypeOf(context, context.Tensor("self"), context.SymInts("pad"));

        public override KernelCall? DirectKernel(InferenceContext context) => Kernel(context);

        public override Value Evaluate(EvaluationContext context) =>
            Pad(context, context.Tensor("self"), context.Ints("pad"), context.Scalar("value"));
    }
}
