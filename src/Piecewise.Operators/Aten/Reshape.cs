using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The same elements in row-major order under another shape: a view where the strides allow one, else a row-major copy.
/// Source: <c>torch.reshape</c>, <c>torch.flatten</c>, <c>torch.ravel</c>.
/// </summary>
internal sealed class Reshape : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var reshape = new ReshapeOperator();
        var alias = new ReshapeAliasOperator();
        return
        [
            reshape, new ReshapeAsOperator(), new FlattenOperator(), new RavelOperator(), new UnsafeViewOperator(), alias,
            // Unlike view it takes any strides, as a copy can.
            new ViewCopyOperator("aten::view_copy(Tensor self, SymInt[] size) -> Tensor", reshape),
            new ViewCopyOperator("aten::_reshape_alias_copy(Tensor self, SymInt[] size, SymInt[] stride) -> Tensor", alias),
        ];
    }

    private sealed class ReshapeOperator() : MaybeViewOperator("aten::reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a)")
    {
        protected override ImmutableArray<SymInt> Shape(InferenceContext context) =>
            Shapes.Reshaped(context, context.Tensor("self"), context.SymInts("shape"));
    }

    private sealed class ReshapeAsOperator() : MaybeViewOperator("aten::reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)")
    {
        protected override ImmutableArray<SymInt> Shape(InferenceContext context) =>
            Shapes.Reshaped(context, context.Tensor("self"), context.Tensor("other").Shape);
    }

    private sealed class FlattenOperator()
        : MaybeViewOperator("aten::flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)")
    {
        protected override ImmutableArray<SymInt> Shape(InferenceContext context)
        {
            var self = context.Tensor("self");
            var (first, last) = (context.NormalizeDim(context.Int("start_dim"), self.Rank),
                context.NormalizeDim(context.Int("end_dim"), self.Rank));
            if (first > last)
            {
                throw context.Error($"start_dim {first} lies after end_dim {last}.");
            }
            if (self.Rank == 0)
            {
                return [1];
            }
            SymInt merged = 1;
            for (var i = first; i <= last; i++)
            {
                merged *= self.Shape[i];
            }
            return [.. self.Shape[..first], merged, .. self.Shape[(last + 1)..]];
        }
    }

    // PyTorch takes a contiguous copy and views that; a row-major view of a tensor that is contiguous but for size-1 dims is the same.
    private sealed class RavelOperator() : MaybeViewOperator("aten::ravel(Tensor(a) self) -> Tensor(a)")
    {
        protected override ImmutableArray<SymInt> Shape(InferenceContext context) => [context.Tensor("self").ElementCount];

        protected override bool? HasView(InferenceContext context)
        {
            var self = context.Tensor("self");
            // A view with a gap between its elements is reshaped by reshape, and copied by ravel.
            return Strides.IsContiguous(context, self) ? true : self.Shape.Concat(self.Strides).All(s => s.IsConstant) ? false : null;
        }
    }

    /// <summary>
    /// The promise that the viewed tensor is not used again makes this fresh memory for every analysis, so the kernel copies.
    /// </summary>
    private sealed class UnsafeViewOperator() : Operator("aten::_unsafe_view(Tensor self, SymInt[] size) -> Tensor")
    {
        // A view in PyTorch, which does not call it one.
        public override string? StorageLike => "self";

        public override bool IsReshape => true;

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var shape = Shapes.Reshaped(context, self, context.SymInts("size"));
            return self.WithShape(shape, Strides.View(context, self, shape));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var result = Results.Allocate(context);
            Strided.Copy(context.Tensor("self").View(result.Shape), result);
            return result;
        }
    }

    private sealed class ReshapeAliasOperator()
        : ReshapingViewOperator("aten::_reshape_alias(Tensor(a) self, SymInt[] size, SymInt[] stride) -> Tensor(a)")
    {
        protected override ViewLayout Layout(InferenceContext context)
        {
            var (self, size, stride) = (context.Tensor("self"), context.SymInts("size"), context.SymInts("stride"));
            if (size.Length != stride.Length || stride.Any(s => context.Refutes(SymBool.Ge(s, 0)))
                || size.Any(s => context.Refutes(SymBool.Ge(s, 0)))
                || context.Refutes(SymBool.Eq(size.Aggregate((SymInt)1, (a, b) => a * b), self.ElementCount))
                || context.Refutes(SymBool.Or(
                    [SymBool.Le(Last(size, stride), Last(self.Shape, self.Strides)), .. self.Shape.Select(s => SymBool.Eq(s, 0))])))
            {
                throw context.Error(
                    $"[{string.Join(", ", size)}] with strides [{string.Join(", ", stride)}] does not show the elements of {self}.");
            }
            return new ViewLayout(size, stride);
        }

        // The place of the last element.
        private static SymInt Last(ImmutableArray<SymInt> size, ImmutableArray<SymInt> stride) =>
            size.Zip(stride, (n, s) => (n - 1) * s).Aggregate((SymInt)0, (a, b) => a + b);
    }

    private abstract class MaybeViewOperator(string schema) : ViewOperator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var shape = Shape(context);
            return self.WithShape(shape, HasView(context) == false ? null : Strides.View(context, self, shape, out _));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var types = context.Types();
            long[] shape = [.. Shape(types).Select(s => s.Constant)];
            return HasView(types) == false ? self.Clone().View(shape) : self.View(shape);
        }

        public override bool? ResultIsView(InferenceContext context) => HasView(context);

        public override bool IsReshape => true;

        public override bool MayCopy => true;

        public override SymInt? Offset(InferenceContext context, int resultIndex) => 0;

        public override string? SameAs(InferenceContext context)
        {
            var (self, shape) = (context.Tensor("self"), Shape(context));
            return shape.Length == self.Rank && shape.Zip(self.Shape).All(d => Shapes.AreEqual(context, d.First, d.Second)) ? "self" : null;
        }

        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::reshape.default", context.NewView, context.ShapeOfBase());

        protected abstract ImmutableArray<SymInt> Shape(InferenceContext context);

        /// <summary>Whether the result is a view; null where the sizes and strides leave it open.</summary>
        protected virtual bool? HasView(InferenceContext context) =>
            Strides.View(context, context.Tensor("self"), Shape(context), out var undecided) is not null ? true : undecided ? null : false;
    }
}
