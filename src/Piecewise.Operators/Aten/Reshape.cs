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
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(3, 2)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Value.Ints(6)).Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 6)).WithStrides(1).Showing("a copy"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24], 24).AsStrided([3, 2, 4], [4, 12, 1], 0), Value.Ints(3, 2, 2, 2)).Gives(Tensor.From([1f, 2, 3, 4, 13, 14, 15, 16, 5, 6, 7, 8, 17, 18, 19, 20, 9, 10, 11, 12, 21, 22, 23, 24], 3, 2, 2, 2)).WithStrides(4, 12, 2, 1).Showing("still a view"),
            OperatorSample.Of(Tensor.From([1f], 1).AsStrided([3], [0], 0), Value.Ints(3, 1)).Gives(Tensor.From([1f, 1, 1], 3, 1)).WithStrides(0, 0).Showing("a repeated element"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), Value.Ints(-1)).Gives(Tensor.Zeros(DType.F32, 0)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2], [2], 0), Value.Ints(2, 1)).Gives(Tensor.From([1f, 3], 2, 1)).WithStrides(2, 2),
        ];

        protected override ImmutableArray<SymInt> Shape(InferenceContext context) =>
            Shapes.Reshaped(context, context.Tensor("self"), context.SymInts("shape"));
    }

    private sealed class ReshapeAsOperator() : MaybeViewOperator("aten::reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 2, 3)).WithStrides(3, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Tensor.From([1f, 2, 3, 4, 5, 6], 2, 1, 3)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 1, 3)),
        ];

        protected override ImmutableArray<SymInt> Shape(InferenceContext context) =>
            Shapes.Reshaped(context, context.Tensor("self"), context.Tensor("other").Shape);
    }

    private sealed class FlattenOperator() : MaybeViewOperator("aten::flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L).Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 4)),
            OperatorSample.Of(Tensor.Scalar(3f)).Gives(Tensor.From([3f], 1)).Showing("rank 0 becomes rank 1"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 8).AsStrided([2, 2, 2], [4, 1, 2], 0), 0L, 1L).Gives(Tensor.From([1f, 3, 2, 4, 5, 7, 6, 8], 4, 2)).WithStrides(2, 1).Showing("a copy"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 8).AsStrided([2, 2, 2], [1, 2, 4], 0), -1L, -1L).Gives(Tensor.From([1f, 5, 3, 7, 2, 6, 4, 8], 2, 2, 2)).WithStrides(1, 2, 4).Showing("one dim stays as it is"),
        ];

        protected override ImmutableArray<SymInt> Shape(InferenceContext context)
        {
            var self = context.Tensor("self");
            var (first, last) = (context.NormalizeDim(context.Int("start_dim"), self.Rank), context.NormalizeDim(context.Int("end_dim"), self.Rank));
            if (first > last)
            {
                throw context.Error($"start_dim {first} lies behind end_dim {last}.");
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
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0)).Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 6)).WithStrides(1),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2], [2], 0)).Gives(Tensor.From([1f, 3], 2)).WithStrides(1).Showing("a gap makes a copy"),
            OperatorSample.Of(Tensor.Scalar(1f)).Gives(Tensor.From([1f], 1)),
        ];

        protected override ImmutableArray<SymInt> Shape(InferenceContext context) => [context.Tensor("self").ElementCount];

        protected override bool? HasView(InferenceContext context)
        {
            var self = context.Tensor("self");
            // A view with a gap between its elements is reshaped by reshape, and copied by ravel.
            return Strides.IsContiguous(context, self) ? true : self.Shape.Concat(self.Strides).All(s => s.IsConstant) ? false : null;
        }
    }

    /// <summary>The promise that the viewed tensor is not used again makes this fresh memory for every analysis, so the kernel copies.</summary>
    private sealed class UnsafeViewOperator() : Operator("aten::_unsafe_view(Tensor self, SymInt[] size) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Value.Ints(2, 2)).Gives(Tensor.From([1f, 2, 3, 4], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 12).AsStrided([2, 3], [6, 1], 0), Value.Ints(2, 3, 1)).Gives(Tensor.From([1f, 2, 3, 7, 8, 9], 2, 3, 1)).WithStrides(6, 1, 1),
        ];

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

    private sealed class ReshapeAliasOperator() : ReshapingViewOperator("aten::_reshape_alias(Tensor(a) self, SymInt[] size, SymInt[] stride) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Value.Ints(3, 2), Value.Ints(2, 1)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Value.Ints(4), Value.Ints(1)).Gives(Tensor.From([1f, 2, 3, 4], 4)),
        ];

        protected override ViewLayout Layout(InferenceContext context)
        {
            var (self, size, stride) = (context.Tensor("self"), context.SymInts("size"), context.SymInts("stride"));
            if (size.Length != stride.Length || stride.Any(s => context.Refutes(SymBool.Ge(s, 0))) || size.Any(s => context.Refutes(SymBool.Ge(s, 0)))
                || context.Refutes(SymBool.Eq(size.Aggregate((SymInt)1, (a, b) => a * b), self.ElementCount))
                || context.Refutes(SymBool.Or([SymBool.Le(Last(size, stride), Last(self.Shape, self.Strides)), .. self.Shape.Select(s => SymBool.Eq(s, 0))])))
            {
                throw context.Error($"[{string.Join(", ", size)}] with strides [{string.Join(", ", stride)}] does not show the elements of {self}.");
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

        public override Node Scatter(ScatterContext context) => context.Call("aten::reshape.default", context.NewView, context.ShapeOfBase());

        protected abstract ImmutableArray<SymInt> Shape(InferenceContext context);

        /// <summary>Whether the result is a view; null where the sizes and strides leave it open.</summary>
        protected virtual bool? HasView(InferenceContext context) =>
            Strides.View(context, context.Tensor("self"), Shape(context), out var undecided) is not null ? true : undecided ? null : false;
    }
}
