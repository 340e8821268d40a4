using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The negative logarithm of the probability of each example's class, where classes are dim 1 (dim 0 of a single example); a mean is
/// weighted by the classes' weights. Cross entropy also takes a probability for each class in place of a class, and smooths: a part of the
/// loss is that of all classes alike. Source: <c>torch.nn.functional.cross_entropy</c>, <c>torch.nn.functional.nll_loss</c>.
/// </summary>
internal sealed class CrossEntropy : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ClassLossOperator(
            "aten::nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor"),
        new ClassLossOperator(
            "aten::nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor"),
        new ClassLossOperator(
            "aten::nll_loss2d(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor"),
        new ClassLossOperator(
            "aten::nll_loss2d_forward(Tensor self, Tensor target, Tensor? weight, int reduction, "
            + "SymInt ignore_index) -> (Tensor output, Tensor total_weight)"),
        new ClassLossOperator(
            "aten::nll_loss_forward(Tensor self, Tensor target, Tensor? weight, int reduction, "
            + "SymInt ignore_index) -> (Tensor output, Tensor total_weight)"),
        new ClassLossOperator(
            "aten::cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100, "
            + "float label_smoothing=0.) -> Tensor"),
    ];

    private sealed class ClassLossOperator(string schema) : Operator(schema)
    {
        private bool TakesLogits => Schema.BaseName == "cross_entropy_loss";

        public override NodeType Infer(InferenceContext context)
        {
            var (self, target) = (context.Tensor("self"), context.Tensor("target"));
            if (self.Rank == 0 || !self.DType.IsFloat())
            {
                throw context.Error($"takes floats with classes in dim 1, found {self}.");
            }
            var reduction = Lossy.Of(context);
            if (TakesLogits && target.DType.IsFloat())
            {
                return OfProbabilities(context, self, target, reduction);
            }
            if (target.Rank != self.Rank - 1 || !target.DType.IsIntegral())
            {
                throw context.Error($"takes floats with classes in dim 1 and one class per example, found {self} and {target}.");
            }
            RequireSmoothing(context);
            if (self.Rank > 1 && self.Shape.RemoveAt(1).Zip(target.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
            {
                throw context.Error($"takes one class per example, found {self} and {target}.");
            }
            Shapes.RequireVector(context, "weight", self.Shape[self.Rank == 1 ? 0 : 1]);
            var loss = self.WithShape(reduction == Reduction.None ? target.Shape : []);
            return Schema.Results.Length == 1 ? loss : new TupleType([loss, self.WithShape([])]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, target) = (context.Tensor("self"), context.Tensor("target"));
            var compute = Pointwise.ComputeDType(self.DType);
            var dim = self.Rank == 1 ? 0 : 1;
            var rows = Reductions.ToRows(Cast.To(self, compute), dim);
            var logs = new ClassScores(
                Cast.To(TakesLogits ? RowKernels.MapFloat(rows, default(Softmax.LogKernel)) : rows, DType.F64),
                context.OptionalTensor("weight") is { } given ? Cast.To(given, DType.F64).Contiguous() : null,
                TakesLogits ? Math.Max(context.Float("label_smoothing"), 0) : 0);
            var reduction = (Reduction)context.Int("reduction");
            long[] shape = [.. self.Shape[..dim], .. self.Shape[(dim + 1)..]];
            if (target.DType.IsFloat())
            {
                var probabilities = Cast.To(Reductions.ToRows(target, dim), DType.F64);
                return Reduced(logs.OfProbabilities(probabilities), reduction, shape, self.DType, Layout.ElementCount(shape), out _);
            }
            var classes = Cast.To(target, DType.I64).ToArray<long>();
            var losses = logs.OfClasses(classes, context.Int("ignore_index"), out var total, context.Error);
            var loss = Reduced(losses, reduction, shape, self.DType, total, out var divisor);
            return Schema.Results.Length == 1 ? loss : Value.List(loss, Cast.To(Tensor.Scalar(divisor), self.DType));
        }

        // What a mean divides by is 0 where there is no mean to take, as PyTorch leaves it.
        private static Tensor Reduced(double[] losses, Reduction reduction, long[] shape, DType dtype, double total, out double divisor)
        {
            divisor = reduction == Reduction.None ? 0 : total;
            return Cast.To(
                reduction switch
                {
                    Reduction.None => Tensor.From(losses, shape),
                    Reduction.Sum => Tensor.Scalar(losses.Sum()),
                    _ => Tensor.Scalar(losses.Sum() / total),
                },
                dtype);
        }

        private static TensorType OfProbabilities(InferenceContext context, TensorType self, TensorType target, Reduction reduction)
        {
            if (self.Rank != target.Rank || self.Shape.Zip(target.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
            {
                throw context.Error($"takes a class per example or a probability per class, found {self} and {target}.");
            }
            Shapes.RequireVector(context, "weight", self.Shape[self.Rank == 1 ? 0 : 1]);
            if (context.Shapes.Decide(SymBool.Ge(context.SymInt("ignore_index"), 0)) != false)
            {
                throw context.Error($"ignores no class where the target holds probabilities; ignore_index is {context["ignore_index"]}.");
            }
            RequireSmoothing(context);
            return self.WithShape(reduction == Reduction.None ? self.Shape.RemoveAt(self.Rank == 1 ? 0 : 1) : []);
        }

        // Who smooths nothing need not have the argument.
        private static void RequireSmoothing(InferenceContext context)
        {
            if (context.Operator.Schema.HasArgument("label_smoothing") && KernelCalls.Number(context, "label_smoothing") is not <= 1)
            {
                throw context.Error($"smooths labels by a number from 0 to 1, not by {context["label_smoothing"]}.");
            }
        }
    }
}
