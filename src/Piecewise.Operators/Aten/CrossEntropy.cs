using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The negative logarithm of the probability of each example's class, where classes are dim 1 (dim 0 of a single example); a mean is
/// weighted by the classes' weights. Source: <c>torch.nn.functional.cross_entropy</c>, <c>torch.nn.functional.nll_loss</c>.
/// </summary>
internal sealed class CrossEntropy : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ClassLossOperator("aten::nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor"),
        new ClassLossOperator("aten::nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor"),
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
            ],
        };

        private bool TakesLogits => Schema.BaseName == "cross_entropy_loss";

        public override NodeType Infer(InferenceContext context)
        {
            var (self, target) = (context.Tensor("self"), context.Tensor("target"));
            if (self.Rank == 0 || !self.DType.IsFloat() || target.Rank != self.Rank - 1 || !target.DType.IsIntegral())
            {
                throw context.Error($"takes floats with classes in dim 1 and one class per example, found {self} and {target}.");
            }
            if (TakesLogits && context["label_smoothing"] is not FloatArgument { Value: 0 } and not IntArgument { Value: 0 })
            {
                throw context.Error("label smoothing is not supported.");
            }
            var classes = self.Shape[self.Rank == 1 ? 0 : 1];
            if (self.Rank > 1 && self.Shape.RemoveAt(1).Zip(target.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
            {
                throw context.Error($"takes one class per example, found {self} and {target}.");
            }
            Shapes.RequireVector(context, "weight", classes);
            var loss = self.WithShape((Reduction)context.Int("reduction") == Reduction.None ? target.Shape : []);
            return Schema.Results.Length == 1 ? loss : new TupleType([loss, self.WithShape([])]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, target) = (context.Tensor("self"), context.Tensor("target"));
            var compute = Pointwise.ComputeDType(self.DType);
            var rows = Reductions.ToRows(Cast.To(self, compute), self.Rank == 1 ? 0 : 1);
            var logs = Cast.To(TakesLogits ? RowKernels.MapFloat(rows, default(Softmax.LogKernel)) : rows, DType.F64);
            var (losses, total) = Losses(context, logs, Cast.To(target, DType.I64).Contiguous().ReadSpan<long>());
            var sum = 0.0;
            foreach (var value in losses.AsSpan<double>())
            {
                sum += value;
            }
            var reduction = (Reduction)context.Int("reduction");
            var loss = reduction switch
            {
                Reduction.None => losses.View(target.Shape),
                Reduction.Sum => Tensor.Scalar(sum),
                _ => Tensor.Scalar(sum / total),
            };
            // What the mean divides by; PyTorch leaves it 0 where there is no mean to take.
            var weight = Tensor.Scalar(reduction == Reduction.None ? 0 : total);
            return Schema.Results.Length == 1 ? Cast.To(loss, self.DType) : Value.List(Cast.To(loss, self.DType), Cast.To(weight, self.DType));
        }

        private static (Tensor Losses, double TotalWeight) Losses(EvaluationContext context, Tensor logs, ReadOnlySpan<long> classes)
        {
            var weights = context.OptionalTensor("weight") is { } given ? Cast.To(given, DType.F64).Contiguous() : null;
            var (ignored, columns, total) = (context.Int("ignore_index"), logs.Shape[1], 0.0);
            var losses = Tensor.Zeros(DType.F64, classes.Length);
            for (var i = 0; i < classes.Length; i++)
            {
                var number = classes[i];
                if (number == ignored)
                {
                    continue;
                }
                if (number < 0 || number >= columns)
                {
                    throw context.Error($"class {number} of example {i} is outside 0…{columns - 1}.");
                }
                var weight = weights is null ? 1 : weights.ReadSpan<double>()[(int)number];
                losses.AsSpan<double>()[i] = -weight * logs.ReadSpan<double>()[(int)((i * columns) + number)];
                total += weight;
            }
            return (losses, total);
        }
    }
}
