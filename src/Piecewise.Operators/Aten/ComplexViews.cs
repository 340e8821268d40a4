using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Views between complex numbers and their parts. Source: <c>torch.view_as_real</c>, <c>torch.view_as_complex</c>, <c>torch.real</c>,
/// <c>torch.imag</c>, <c>torch.conj</c>.
/// </summary>
internal sealed class ComplexViews : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ViewAsReal(),
        new ViewAsComplex(),
        new PartOperator("aten::real(Tensor(a) self) -> Tensor(a)", 0),
        new PartOperator("aten::imag(Tensor(a) self) -> Tensor(a)", 1),
        new ConjugateView("aten::conj(Tensor(a) self) -> Tensor(a)"),
        new ConjugateView("aten::_conj(Tensor(a) self) -> Tensor(a)"),
    ];

    private static TensorType Doubled(TensorType self, DType part) => new(
        part, self.Shape.Add(2), [.. self.Strides.Select(s => s * 2), 1], self.Device);

    private sealed class ViewAsReal() : ViewOperator("aten::view_as_real(Tensor(a) self) -> Tensor(a)")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return self.DType.IsComplex() ? Doubled(self, self.DType.RealPart()) : throw context.Error($"{self} is not complex.");
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            return new Tensor(self.Storage, self.DType.RealPart(), [.. self.Shape, 2], [.. Doubled(self.Strides), 1], self.Offset * 2);
        }

        public override SymInt? Offset(InferenceContext context, int resultIndex) => 0;

        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::view_as_complex.default", context.Call("aten::contiguous.default", context.NewView));
    }

    private sealed class ViewAsComplex() : ViewOperator("aten::view_as_complex(Tensor(a) self) -> Tensor(a)")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.DType is not (DType.F32 or DType.F64) || self.Rank == 0
                || context.Refutes(SymBool.Eq(self.Shape[^1], 2)) || context.Refutes(SymBool.Eq(self.Strides[^1], 1))
                || self.Strides[..^1].Where(
                    (s, d) => context.Refutes(SymBool.Or(SymBool.Le(self.Shape[d], 1), SymBool.Eq(SymInt.Mod(s, 2), 0)))).Any())
            {
                throw context.Error($"{self} does not hold pairs of f32 or f64 in its last dim.");
            }
            ImmutableArray<SymInt> strides = [.. self.Strides[..^1].Select(s => SymInt.FloorDiv(s, 2))];
            return new TensorType(self.DType == DType.F32 ? DType.C64 : DType.C128, self.Shape[..^1], strides, self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            // As the shape rule: along a dim of one element no stride is used. PyTorch refuses an odd one there, too.
            var isOdd = false;
            for (var d = 0; d < self.Rank - 1; d++)
            {
                isOdd |= self.Shape[d] > 1 && self.Strides[d] % 2 != 0;
            }
            if (self.Offset % 2 != 0 || self.Strides[^1] != 1 || isOdd)
            {
                throw context.Error($"the pairs of {self} do not lie where complex numbers can.");
            }
            var strides = Array.ConvertAll(self.Strides[..^1].ToArray(), s => s / 2);
            return new Tensor(self.Storage, self.DType == DType.F32 ? DType.C64 : DType.C128, self.Shape[..^1], strides, self.Offset / 2);
        }

        // Pairs that do not lie where complex numbers can are the kernel's to refuse.
        public override SymInt? Offset(InferenceContext context, int resultIndex) =>
            context.Tensor("self").Strides[..^1].All(s => Shapes.AreEqual(context, SymInt.FloorDiv(s, 2) * 2, s)) ? 0 : null;

        public override Node Scatter(ScatterContext context) => context.Call("aten::view_as_real.default", context.NewView);
    }

    /// <summary>The real parts (0) or the imaginary ones (1).</summary>
    private sealed class PartOperator(string schema, int part) : ViewOperator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return self.DType.IsComplex()
                ? new TensorType(self.DType.RealPart(), self.Shape, [.. self.Strides.Select(s => s * 2)], self.Device)
                : part == 0 ? self
                : throw context.Error($"{self} is not complex.");
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            return self.DType.IsComplex()
                ? new Tensor(self.Storage, self.DType.RealPart(), self.Shape, Doubled(self.Strides), self.Offset * 2 + part)
                : self;
        }

        // Half an element is none.
        public override SymInt? Offset(InferenceContext context, int resultIndex) => part == 0 ? 0 : null;

        public override Node Scatter(ScatterContext context) =>
            !context.BaseType.DType.IsComplex() ? context.NewView
            : part == 0 ? context.Call("aten::complex.default", context.NewView, context.Call("aten::imag.default", context.Base))
            : context.Call("aten::complex.default", context.Call("aten::real.default", context.Base), context.NewView);
    }

    /// <summary>
    /// The conjugate, which PyTorch computes lazily in a view. Here it is a copy with the same strides, which nothing may be written
    /// through.
    /// </summary>
    private sealed class ConjugateView(string schema) : ViewOperator(schema)
    {
        public override NodeType Infer(InferenceContext context) => context.Tensor("self");

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            if (!self.DType.IsComplex())
            {
                return self;
            }
            var mirrored = Elementwise.Map<Mirror, Complex, Complex>(Cast.To(self, DType.C128), default);
            var result = Tensor.ZerosStrided(self.DType, self.Shape, self.Strides);
            result.CopyFrom(Cast.To(mirrored, self.DType));
            return result;
        }

        public override Node Scatter(ScatterContext context) => context.BaseType.DType.IsComplex()
            ? throw new NotSupportedException("A write through a conjugated view is not supported; use conj_physical.")
            : context.NewView;
    }

    private static long[] Doubled(ReadOnlySpan<long> strides) => Array.ConvertAll(strides.ToArray(), s => s * 2);

    private readonly struct Mirror : IUnaryFunction<Complex, Complex>
    {
        public Complex Invoke(Complex x) => Complex.Conjugate(x);
    }
}
