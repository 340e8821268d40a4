using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The negative logarithm of the probability of each example's class, where classes are dim 1 (dim 0 of a single example); a mean is
/// weighted by the classes' weights. Cross entropy also takes a probability for each class in place of a class, and smooths: a part of the loss
/// is that of all classes alike. Source: <c>torch.nn.functional.cross_entropy</c>, <c>torch.nn.functional.nll_loss</c>.
/// </summary>
internal sealed class CrossEntropy : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ClassLossOperator("aten::nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor"),
        new ClassLossOperator("aten::nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor"),
        new ClassLossOperator("aten::nll_loss2d(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor"),
        new ClassLossOperator("aten::nll_loss2d_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index) -> (Tensor output, Tensor total_weight)"),
        new ClassLossOperator("aten::nll_loss_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index) -> (Tensor output, Tensor total_weight)"),
        new ClassLossOperator("aten::cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100, float label_smoothing=0.) -> Tensor"),
    ];

    private sealed class ClassLossOperator(string schema) : Operator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.BaseName switch
        {
            "nll_loss_nd" or "nll_loss" =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            -0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f, -2.565417f, -0.56541705f, -1.065417f, -4.5654173f,
                            -3.0952368f, -2.3452368f, -0.8452369f, -0.8452369f
                        ], 3, 4),
                    Tensor.From([0L, 3, 1], 3))
                    .Gives(Tensor.Scalar(2.4797227f)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            -0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f, -2.565417f, -0.56541705f, -1.065417f, -4.5654173f,
                            -3.0952368f, -2.3452368f, -0.8452369f, -0.8452369f
                        ], 3, 4),
                    Tensor.From([0L, 3, 1], 3), Tensor.From([1f, 2, 0.5f, 3], 4))
                    .Gives(Tensor.Scalar(3.15254f)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            -0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f, -2.565417f, -0.56541705f, -1.065417f, -4.5654173f,
                            -3.0952368f, -2.3452368f, -0.8452369f, -0.8452369f
                        ], 3, 4),
                    Tensor.From([0L, -100, 1], 3), Tensor.From([1f, 2, 0.5f, 3], 4), 0L)
                    .Gives(Tensor.From([0.52851367f, 0, 4.6904736f], 3))
                    .Showing("an ignored example"),
                OperatorSample.Of(Tensor.From([-0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f], 4), Tensor.Scalar(2L), Value.None, 2L)
                    .Gives(Tensor.Scalar(1.5285137f)),
                OperatorSample.Of(
                    Tensor.From([1.75f, -1.75f, -0.5f, 0.5f, -0.5f, -0.5f, 0.25f, -0.5f, 1.5f, 0, -1, -1.75f], 2, 3, 2),
                    Tensor.From([0L, 1, 2, 2], 2, 2))
                    .Gives(Tensor.Scalar(0.125f)),
            ],
            "nll_loss2d" =>
            [
                OperatorSample.Of(Images(), Tensor.From([0L, 1, 2, 2], 2, 1, 2)).Gives(Tensor.Scalar(0.125f)),
                OperatorSample.Of(Images(), Tensor.From([0L, 1, 2, 1], 2, 1, 2), Tensor.From([1f, 2, 0.5f], 3), 0L, 2L)
                    .Gives(Tensor.From([-1.75f, -1, 0, -0f], 2, 1, 2)).Showing("weights, and a class that is ignored"),
            ],
            "nll_loss2d_forward" =>
            [
                OperatorSample.Of(Images(), Tensor.From([0L, 1, 2, 2], 2, 1, 2), Tensor.From([1f, 2, 0.5f], 3), 2L, -100L)
                    .Gives(Value.List(Tensor.Scalar(-1.375f), Tensor.Scalar(4f))),
            ],
            "nll_loss_forward" =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            -0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f, -2.565417f, -0.56541705f, -1.065417f, -4.5654173f,
                            -3.0952368f, -2.3452368f, -0.8452369f, -0.8452369f
                        ], 3, 4),
                    Tensor.From([0L, 3, 1], 3), Tensor.From([1f, 2, 0.5f, 3], 4), 1L, -100L)
                    .Gives(Value.List(Tensor.Scalar(3.15254f), Tensor.Scalar(6f))),
            ],
            _ =>
            [
                OperatorSample.Of(
                    Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f, -2, -0.25f, 0.5f, 2, 2], 3, 4), Tensor.From([0L, 3, 1], 3))
                    .Gives(Tensor.Scalar(2.4797227f)),
                OperatorSample.Of(
                    Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f, -2, -0.25f, 0.5f, 2, 2], 3, 4), Tensor.From([0L, 3, 1], 3),
                    Tensor.From([1f, 2, 0.5f, 3], 4), 2L, 3L)
                    .Gives(Tensor.Scalar(5.2189875f)),
                OperatorSample.Of(
                    Tensor.From([1.75f, -1.75f, -0.5f, 0.5f, -0.5f, -0.5f, 0.25f, -0.5f, 1.5f, 0, -1, -1.75f], 2, 3, 2),
                    Tensor.From([0L, 1, 2, 2], 2, 2), Value.None, 0L)
                    .Gives(Tensor.From([0.19128007f, 0.38749036f, 2.8137808f, 2.3267846f], 2, 2)),
                OperatorSample.Of(Scores(), Tensor.From([0L, 3, 1], 3), Tensor.From([1f, 2, 0.5f, 3], 4), 1L, 3L, 0.2)
                    .Gives(Tensor.Scalar(1.7863863f)).Showing("smoothing, with weights and a class that is ignored"),
                OperatorSample.Of(Scores(), Tensor.From([0L, 3, 1], 3), Value.None, 0L, -100L, 0.3)
                    .Gives(Tensor.From([0.88476356f, 3.852917f, 2.176487f], 3)),
                OperatorSample.Of(Scores(), Tensor.From([0L, 3, 1], 3), Tensor.From([1f, 2, 0.5f, 3], 4), 2L, -100L, 0.1).Gives(Tensor.Scalar(18.06383f)),
                OperatorSample.Of(Scores(), Probabilities(), Tensor.From([1f, 2, 0.5f, 3], 4))
                    .Gives(Tensor.Scalar(3.0263923f)).Showing("probabilities: a mean over examples"),
                OperatorSample.Of(Scores(), Probabilities(), Value.None, 0L).Gives(Tensor.From([1.8785136f, 2.565417f, 1.7827369f], 3)),
                OperatorSample.Of(Scores(), Probabilities(), Tensor.From([1f, 2, 0.5f, 3], 4), 2L, -100L, 0.1).Gives(Tensor.Scalar(9.211374f)),
            ],
        };

        // Three examples of four classes.
        private static Tensor Scores() => Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f, -2, -0.25f, 0.5f, 2, 2], 3, 4);

        private static Tensor Probabilities() => Tensor.From([0.1f, 0.2f, 0.3f, 0.4f, 1, 0, 0, 0, 0.25f, 0.25f, 0.25f, 0.25f], 3, 4);

        // Two images of three classes.
        private static Tensor Images() => Tensor.From([1.75f, -1.75f, -0.5f, 0.5f, -0.5f, -0.5f, 0.25f, -0.5f, 1.5f, 0, -1, -1.75f], 2, 3, 1, 2);

        private bool TakesLogits => Schema.BaseName == "cross_entropy_loss";

        public override NodeType Infer(InferenceContext context)
        {
            var (self, target) = (context.Tensor("self"), context.Tensor("target"));
            if (self.Rank == 0 || !self.DType.IsFloat())
            {
                throw context.Error($"takes floats with classes in dim 1, found {self}.");
            }
            var reduction = (Reduction)context.Int("reduction");
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
            var classes = Cast.To(target, DType.I64).Contiguous();
            var losses = logs.OfClasses(classes.ReadSpan<long>(), context.Int("ignore_index"), out var total, context.Error);
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
